package dev.basalt.controllers.made;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.batch.TaskState;
import dev.basalt.controllers.job.WrittenJob;
import dev.basalt.controllers.runtime.ObjectKey;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MadeJobTest {
  @Test
  void aJobOfAFlowIsReadWhateverItsPodTemplateIs() {
    MadeJob job =
        read(
            """
            metadata:
              namespace: team
              name: daily-train
              uid: u1
              creationTimestamp: "2026-11-01T00:00:00Z"
              annotations: {volcano.sh/createdByJobTemplate: team.train, basalt.dev/attempt: "2"}
              ownerReferences:
              - {apiVersion: v1, kind: Pod, name: x, uid: u0}
              - {apiVersion: flow.volcano.sh/v1alpha1, kind: JobFlow, name: daily, uid: f1, controller: true}
            spec:
              tasks:
              - {name: ps, replicas: 3, template: 17}
              - {replicas: 4, minAvailable: 2}
              - {name: idle, replicas: 0}
            status:
              state: {phase: Completed, lastTransitionTime: "2026-11-01T00:05:00Z"}
              retryCount: 1
              runningDuration: 5m0s
              conditions:
              - {status: Running, lastTransitionTime: "2026-11-01T00:01:00Z"}
              - {status: Completed, lastTransitionTime: "2026-11-01T00:05:00Z"}
              - {status: Dreaming, lastTransitionTime: "2026-11-01T00:06:00Z"}
              taskStatusCount: {ps: {phase: {Succeeded: 3}}}
            """);

    assertThat(job.maker())
        .isEqualTo(
            new MadeJob.Maker(
                MadeJob.JOB_FLOW,
                new ObjectKey("team", "daily"),
                "f1",
                new ObjectKey("team", "train")));
    assertThat(job.phase()).isEqualTo(JobPhase.COMPLETED);
    assertThat(job.finished()).isTrue();
    assertThat(job.since()).isEqualTo(Instant.parse("2026-11-01T00:05:00Z"));
    assertThat(job.phases()).hasSize(2);
    assertThat(job.attempt()).isEqualTo(2);
    assertThat(job.retries()).isEqualTo(1);
    assertThat(job.runningDuration()).isEqualTo("5m0s");
    assertThat(job.minima()).isEqualTo(Map.of("ps", 3, "default1", 2, "idle", 1));
    assertThat(job.tasks()).isEqualTo(Map.of("ps", new TaskState(Map.of("Succeeded", 3))));
  }

  @Test
  void aJobOfACronJobTellsItsTime() {
    MadeJob job =
        read(
            """
            metadata:
              namespace: team
              name: nightly-1
              uid: u1
              deletionTimestamp: "2026-11-01T00:00:00Z"
              annotations: {volcano.sh/cronjob-scheduled-timestamp: "2026-11-01T02:00:00+01:00"}
              ownerReferences:
              - {apiVersion: batch.volcano.sh/v1alpha1, kind: CronJob, name: nightly, uid: c1, controller: true}
            """);

    assertThat(job.scheduled()).isEqualTo(Instant.parse("2026-11-01T01:00:00Z"));
    assertThat(job.maker().owner()).isEqualTo(new ObjectKey("team", "nightly"));
    assertThat(job.terminating()).isTrue();
    assertThat(job.phase()).isNull();
    assertThat(job.finished()).isFalse();
  }

  @Test
  void ofAnybodyElsesJobOnlyNamesAreKept() {
    MadeJob job =
        read(
            """
            metadata: {namespace: team, name: mine, uid: u1}
            spec: {tasks: [{name: a, replicas: 1}]}
            status: {state: {phase: Running}, taskStatusCount: {a: {phase: {Running: 1}}}}
            """);

    assertThat(job.maker().owner()).isNull();
    assertThat(job.minima()).isEmpty();
    assertThat(job.tasks()).isEmpty();
  }

  private static MadeJob read(String yaml) {
    return MadeJob.read(
        Serialization.unmarshal(
            "apiVersion: batch.volcano.sh/v1alpha1\nkind: Job\n" + yaml, WrittenJob.class));
  }
}
