package dev.basalt.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.controllers.job.state.PodView;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodViewsTest {
  /**
   * Deleted at 09:30:00. Since Kubernetes 1.27 a kubelet reports that a pod has ended before it
   * removes it, and cuts its grace short then.
   */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # phase,   ended at, grace, deletion time, evicted
          Running,   -,        30,    09:30:30,      true
          Pending,   -,        0,     09:30:00,      true
          Unknown,   -,        30,    09:30:30,      true
          Failed,    09:30:01, 30,    09:30:30,      true
          Succeeded, 09:30:01, 30,    09:30:30,      true
          Failed,    09:30:01, 0,     09:30:00,      true
          Failed,    09:30:00, 0,     09:30:00,      true
          Failed,    09:29:59, 0,     09:30:00,      false
          Succeeded, 09:29:59, 0,     09:30:00,      false
          Failed,    -,        30,    09:30:30,      true
          Failed,    -,        0,     09:30:00,      false
          """)
  void aPodIsEvictedThatHadNotEndedWhenItWasAskedToGo(
      String phase, String ended, int grace, String deletion, boolean evicted) {
    PodView view = view(phase, ended, grace, deletion);

    assertThat(view.terminating()).isTrue();
    assertThat(view.evicted()).isEqualTo(evicted);
    assertThat(view.wentAlive()).isEqualTo(evicted);
  }

  /** It has gone as soon as it has ended, and at the latest when its grace is over. */
  @Test
  void anEvictionIsCountedFromThePodsEnd() {
    assertThat(seconds(view("Running", "-", 30, "09:30:30").changedMillis())).isEqualTo(30);
    assertThat(seconds(view("Failed", "09:30:01", 30, "09:30:30").changedMillis())).isEqualTo(1);
    assertThat(seconds(view("Failed", "-", 30, "09:30:30").changedMillis())).isZero();
    PodView running = view("Running", "-", 30, "09:30:30");
    assertThat(seconds(running.gone(running.changedMillis() - 28_000).changedMillis()))
        .isEqualTo(2);
  }

  @Test
  void aPodThatNobodyDeletedIsNotEvicted() {
    PodView running = PodViews.read(pod("Running", "-", ""));
    PodView failed = PodViews.read(pod("Failed", "09:29:59", ""));

    assertThat(running.evicted()).isFalse();
    assertThat(running.wentAlive()).isTrue();
    assertThat(failed.evicted()).isFalse();
    assertThat(failed.wentAlive()).isFalse();
  }

  private static long seconds(long millis) {
    return (millis - java.time.Instant.parse("2026-11-26T09:30:00Z").toEpochMilli()) / 1_000;
  }

  private static PodView view(String phase, String ended, int grace, String deletion) {
    String deleted =
        "deletionGracePeriodSeconds: %d, deletionTimestamp: \"2026-11-26T%sZ\", "
            .formatted(grace, deletion);
    return PodViews.read(pod(phase, ended, deleted));
  }

  private static Pod pod(String phase, String ended, String deleted) {
    String container =
        ended.equals("-")
            ? "running: {}"
            : "terminated: {exitCode: 143, finishedAt: \"2026-11-26T%sZ\"}".formatted(ended);
    return Serialization.unmarshal(
        """
        apiVersion: v1
        kind: Pod
        metadata: {%sname: p, uid: u, creationTimestamp: "2026-11-26T09:00:00Z"}
        status:
          phase: %s
          containerStatuses: [{name: main, state: {%s}}]
        """
            .formatted(deleted, phase, container),
        Pod.class);
  }
}
