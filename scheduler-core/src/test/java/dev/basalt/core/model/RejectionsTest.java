package dev.basalt.core.model;

import static dev.basalt.core.testing.Sample.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.HostPort;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.model.RejectionCounts.Count;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.testing.Sample.PodBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who is to blame where a node turns a pod away. */
class RejectionsTest extends PodLife {
  @Test
  void anotherPodCameThereFirst() {
    PodBuilder large = pod("large").asking("cpu=4");
    place(large, "n1");
    later(pod("theirs").foreign().on("n1"));
    turnedAway(large, "OutOfcpu");

    assertBlamed(RejectionReason.OUT_OF_CPU, RejectionCause.OTHERS);
    assertDelay(1);
  }

  @Test
  void aPodThatWasThereGrew() {
    PodBuilder grown = pod("grown").on("n1").running();
    later(grown);
    PodBuilder large = pod("large").asking("cpu=3");
    place(large, "n1");
    later(grown.asking("cpu=2"));
    turnedAway(large, "OutOfcpu");

    assertBlamed(RejectionReason.OUT_OF_CPU, RejectionCause.RESIZE);
    assertDelay(1);
  }

  @Test
  void theNodeHadNotLetGoOfAPodThatEnded() {
    later(pod.on("n1").running());
    later(pod.ended(PodPhase.SUCCEEDED));
    now += SECOND;
    state.reports().releaseDue(now);
    PodBuilder large = pod("large").asking("cpu=4");
    place(large, "n1");
    turnedAway(large, "OutOfcpu");

    assertBlamed(RejectionReason.OUT_OF_CPU, RejectionCause.RELEASE_DELAY);
    assertDelay(2);
  }

  @Test
  void nothingExplainsIt() {
    place(pod, "n1");
    turnedAway(pod, "OutOfmemory");

    assertBlamed(RejectionReason.OUT_OF_MEMORY, RejectionCause.UNKNOWN);
    assertDelay(2);
  }

  @Test
  void ourOwnDecisionsWereTooMany() {
    PodBuilder first = pod("first").asking("cpu=3");
    PodBuilder second = pod("second").asking("cpu=3");
    place(first, "n1");
    place(second, "n1");
    turnedAway(second, "OutOfcpu");

    assertBlamed(RejectionReason.OUT_OF_CPU, RejectionCause.OURS);
    assertDelay(1);
  }

  @Test
  void whatSomebodyElsePutThereIsNotOurs() {
    later(pod.on("n1"));
    turnedAway(pod, "UnexpectedAdmissionError");

    assertBlamed(RejectionReason.UNEXPECTED_ADMISSION_ERROR, RejectionCause.OTHERS);
    assertDelay(1);
  }

  @Test
  void aPortIsRoomToo() {
    PodShape port =
        PodShape.builder(ResourceList.parse(Map.of("cpu", "1")))
            .hostPorts(List.of(new HostPort(80, "TCP", "")))
            .build();
    PodBuilder web = pod("web").shaped(port);
    place(web, "n1");
    later(pod("theirs").foreign().shaped(port).on("n1"));
    turnedAway(web, "NodePorts");
    assertBlamed(RejectionReason.NODE_PORTS, RejectionCause.OTHERS);
    assertDelay(1);

    PodBuilder next = pod("next").shaped(port);
    place(next, "n2");
    turnedAway(next, "NodePorts");
    assertThat(state.rejections().of(RejectionReason.NODE_PORTS, RejectionCause.UNKNOWN))
        .isEqualTo(1);
  }

  @Test
  void aLabelThatChangedWidensNothing() {
    place(pod, "n1");
    turnedAway(pod, "NodeAffinity");

    assertBlamed(RejectionReason.NODE_AFFINITY, RejectionCause.UNKNOWN);
    assertDelay(1);
  }

  /** It ran: its room comes free late, as that of any pod that ended. */
  @Test
  void aNodeThatStartedAnewDidNotTakeItInAgain() {
    later(pod.on("n1").running());
    turnedAway(pod, "OutOfpods");

    assertBlamed(RejectionReason.OUT_OF_PODS, RejectionCause.NODE_RESTART);
    assertThat(releasing("n1")).isEqualTo(1000);
    assertDelay(1);
  }

  @Test
  void anExtendedResourceIsCountedWithItsLikeAndAFailureIsNoRejection() {
    place(pod, "n1");
    turnedAway(pod, "OutOfexample.com/gpu");
    later(pod("q").on("n2").running());
    later(pod("q").on("n2").ended(PodPhase.FAILED).because("OOMKilled"));

    assertBlamed(RejectionReason.OUT_OF_EXTENDED, RejectionCause.UNKNOWN);
    assertThat(state.rejections().outOfResource()).isEqualTo(1);
  }

  private void place(PodBuilder asked, String node) {
    seen(asked);
    Task task = state.task(asked.spec().uid());
    assertThat(task).isNotNull();
    state.place(task, state.nodes().id(node));
    state.bindingSent(task, now);
    state.reports().bindingConfirmed(task.uid());
    seen(asked.on(node));
  }

  private void later(PodBuilder changed) {
    now += SECOND / 10;
    seen(changed);
  }

  private void turnedAway(PodBuilder rejected, String reason) {
    later(rejected.ended(PodPhase.FAILED).because(reason));
  }

  private void assertBlamed(RejectionReason reason, RejectionCause cause) {
    assertThat(state.rejections().counts()).containsExactly(new Count(reason, cause, 1));
  }

  /** How many seconds the first node's room is held back from now on. */
  private void assertDelay(int seconds) {
    state.reports().releaseDue(Long.MAX_VALUE);
    later(pod("probe").on("n1").running());
    later(pod("probe").on("n1").ended(PodPhase.SUCCEEDED));
    assertThat(state.nextReleaseNanos() - now).isEqualTo(seconds * SECOND);
  }
}
