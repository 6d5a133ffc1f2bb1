package dev.basalt.core.model;

import static dev.basalt.core.testing.Sample.node;
import static dev.basalt.core.testing.Sample.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.PodPhase;
import dev.basalt.core.resource.ResourceSchema;
import org.junit.jupiter.api.Test;

/** A pod from its end to the release of its room, one surprise at a time. */
class PodEndTest extends PodLife {
  @Test
  void aStrayPodThatEndsOrGoesIsNotCountedLater() {
    seen(pod.on("late").running());
    state.reports().podChanged(pod("q").on("late").spec(), now);
    seen(pod.ended(PodPhase.SUCCEEDED));
    state.reports().podGone("q-uid", now);

    state.reports().nodeChanged(node("late", "cpu=2"));
    assertThat(used("late")).isZero();
  }

  @Test
  void aPodThatEndedHoldsItsRoomForTheReleaseDelayButNoShare() {
    seen(pod.on("n1").running());
    seen(pod.ended(PodPhase.SUCCEEDED));

    assertThat(task().status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(state.queues().getFirst().allocated().get(ResourceSchema.CPU)).isZero();
    assertThat(releasing("n1")).isEqualTo(1000);
    releasedAfter(SECOND);
  }

  @Test
  void aPodThatEndsWhileItIsDeletedHasEnded() {
    seen(pod.on("n1").running());
    seen(pod.deleting());
    assertThat(task().status()).isEqualTo(TaskStatus.RELEASING);

    seen(pod.ended(PodPhase.FAILED));
    assertThat(task().status()).isEqualTo(TaskStatus.FAILED);
    releasedAfter(SECOND);
  }

  @Test
  void aPodDeletedAfterItsEndTakesNoShareAgain() {
    seen(pod.on("n1").running());
    seen(pod.ended(PodPhase.SUCCEEDED));
    state.reports().releaseDue(now + SECOND);
    seen(pod.deleting());

    assertThat(task().status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(state.queues().getFirst().allocated().get(ResourceSchema.CPU)).isZero();
    assertThat(used("n1")).isZero();
  }

  @Test
  void aPodTakenAwayByForceHoldsItsRoomForTheWholeGracePeriod() {
    seen(pod.on("n1").running());
    state.reports().podGone("p-uid", now);
    releasedAfter(31 * SECOND);
  }

  @Test
  void aPodDeletedInGoodOrderHoldsItsRoomForTheReleaseDelayOnly() {
    seen(pod.on("n1").running());
    seen(pod.deleting());
    state.reports().podGone("p-uid", now);
    releasedAfter(SECOND);
  }

  @Test
  void anAbsurdGracePeriodIsHonouredAsForEver() {
    seen(pod.grace(Long.MAX_VALUE).on("n1").running());
    state.reports().podGone("p-uid", now);
    state.reports().releaseDue(now + 1_000_000 * SECOND);

    assertThat(used("n1")).isEqualTo(1000);
    state.reports().nodeGone("n1", "n1-uid");
  }

  @Test
  void aPodThatItsNodeTurnedAwayFreesItsRoomAtOnceAndWidensTheDelay() {
    seen(pod.on("n1"));
    seen(pod.ended(PodPhase.FAILED).because("OutOfcpu"));
    assertThat(used("n1")).isZero();
    assertThat(state.rejections().outOfResource()).isEqualTo(1);

    state.reports().podChanged(pod("q").on("n1").running().spec(), now);
    state.reports().podChanged(pod("q").on("n1").ended(PodPhase.SUCCEEDED).spec(), now);
    releasedAfter(2 * SECOND);
  }

  @Test
  void anUnboundPodThatIsDeletedLeavesItsJobAndNothingBehind() {
    seen(pod);
    seen(pod.deleting());
    assertThat(state.jobs().all()).isEmpty();

    state.reports().podGone("p-uid", now);
    assertThat(state.tasks()).isEmpty();
    assertThat(state.queues().getFirst().requested().get(ResourceSchema.CPU)).isZero();
  }

  @Test
  void podsThatEndedBeforeTheyWereSeenMatterOnlyToTheirGroup() {
    state.reports().podChanged(pod("bare").ended(PodPhase.SUCCEEDED).on("n1").spec(), now);
    state
        .reports()
        .podChanged(pod("theirs").foreign().ended(PodPhase.SUCCEEDED).on("n1").spec(), now);
    assertThat(state.tasks()).isEmpty();

    seen(pod.of("g").ended(PodPhase.SUCCEEDED).on("n1"));
    assertThat(task().status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(used("n1")).isZero();
  }
}
