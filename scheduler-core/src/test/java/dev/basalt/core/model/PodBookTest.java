package dev.basalt.core.model;

import static dev.basalt.core.testing.Sample.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.testing.Sample;
import org.junit.jupiter.api.Test;

/** A pod from its first sight to its binding's answer, one surprise at a time. */
class PodBookTest extends PodLife {
  @Test
  void anAssumedPodStaysSoWhileItsEventsShowNoNode() {
    bindTo("n1");
    seen(pod.priority(3));

    assertThat(task().status()).isEqualTo(TaskStatus.BINDING);
    assertThat(used("n1")).isEqualTo(1000);
    assertThat(inFlight("n1")).isEqualTo(1);
  }

  @Test
  void theAnswerMakesAnAssumedPodBound() {
    bindTo("n1");
    state.reports().bindingConfirmed("p-uid");

    assertThat(task().status()).isEqualTo(TaskStatus.BOUND);
    assertThat(inFlight("n1")).isZero();
  }

  @Test
  void anEventThatIsOlderThanTheAnswerUndoesNothing() {
    bindTo("n1");
    state.reports().bindingConfirmed("p-uid");
    seen(pod.priority(3));

    assertThat(task().status()).isEqualTo(TaskStatus.BOUND);
    assertThat(used("n1")).isEqualTo(1000);
  }

  @Test
  void theNodeMayShowBeforeTheAnswer() {
    bindTo("n1");
    seen(pod.on("n1"));
    assertThat(task().status()).isEqualTo(TaskStatus.BOUND);
    assertThat(inFlight("n1")).isEqualTo(1);

    state.reports().bindingConfirmed("p-uid");
    assertThat(inFlight("n1")).isZero();
  }

  @Test
  void aRefusalUndoesExactlyThatDecision() {
    state.reports().podChanged(pod("q").spec(), now);
    Task other = taskOf("q");
    state.place(other, state.nodes().id("n1"));
    state.bindingSent(other, now);
    bindTo("n1");

    assertThat(state.reports().bindingRefused("p-uid", 77)).isTrue();

    assertThat(task().status()).isEqualTo(TaskStatus.PENDING);
    assertThat(task().notBeforeNanos()).isEqualTo(77);
    assertThat(task().refusals()).isEqualTo(1);
    assertThat(other.status()).isEqualTo(TaskStatus.BINDING);
    assertThat(used("n1")).isEqualTo(1000);
    assertThat(inFlight("n1")).isEqualTo(1);
  }

  @Test
  void aPodThatShowsAnotherNodeIsThere() {
    bindTo("n1");
    seen(pod.on("n2"));
    assertThat(used("n1")).isZero();
    assertThat(used("n2")).isEqualTo(1000);
    assertThat(inFlight("n1")).isZero();

    assertThat(state.reports().bindingRefused("p-uid", 0)).as("nothing to undo").isFalse();
    assertThat(task().status()).isEqualTo(TaskStatus.BOUND);
    assertThat(used("n2")).isEqualTo(1000);
  }

  @Test
  void aPodDeletedWhileItsBindingIsOpenStaysAssumedUntilTheAnswer() {
    bindTo("n1");
    seen(pod.deleting());
    assertThat(task().status()).isEqualTo(TaskStatus.BINDING);
    assertThat(used("n1")).isEqualTo(1000);

    state.reports().bindingConfirmed("p-uid");
    assertThat(task().status()).isEqualTo(TaskStatus.RELEASING);
    assertThat(releasing("n1")).isEqualTo(1000);
  }

  @Test
  void aPodDeletedWhileItsBindingIsOpenIsOutOfItsJobOnceRefused() {
    bindTo("n1");
    seen(pod.deleting());
    state.reports().bindingRefused("p-uid", 0);

    assertThat(used("n1")).isZero();
    assertThat(state.jobs().all()).isEmpty();
  }

  @Test
  void aPodGoneWhileItsBindingIsOpenHoldsItsRoomForTheGracePeriod() {
    bindTo("n1");
    state.reports().podGone("p-uid", now);
    assertThat(used("n1")).isEqualTo(1000);
    assertThat(inFlight("n1")).isZero();

    state.reports().bindingConfirmed("p-uid");
    assertThat(used("n1")).as("it may run there").isEqualTo(1000);
    releasedAfter(31 * SECOND);
  }

  @Test
  void aRefusalAfterThePodIsGoneFreesItsRoomAtOnce() {
    bindTo("n1");
    state.reports().podGone("p-uid", now);
    long epoch = state.epoch();

    assertThat(state.reports().bindingRefused("p-uid", 0)).isFalse();

    assertThat(used("n1")).isZero();
    assertThat(state.epoch()).isGreaterThan(epoch);
    state.reports().releaseDue(Long.MAX_VALUE);
  }

  @Test
  void anAnswerAboutAnUnknownPodIsIgnored() {
    state.reports().bindingConfirmed("unheard");
    assertThat(state.reports().bindingRefused("unheard", 0)).isFalse();
    state.reports().podGone("unheard", now);
  }

  @Test
  void aPodGivenToAGroupLaterMovesThere() {
    seen(pod);
    assertThat(task().job()).matches(job -> job != null && job.isBarePod());

    seen(pod.of("g"));
    assertThat(state.group(Sample.NAMESPACE, "g")).isSameAs(task().job());
    assertThat(state.jobs().all()).hasSize(1);
  }

  @Test
  void theJobThatAPodLeavesIsLookedAtAgain() {
    state.reports().groupChanged(Sample.group("g", 1));
    seen(pod.of("g"));
    Job former = task().job();
    state.jobs().takeChanged();

    seen(pod.of("h"));
    assertThat(state.jobs().takeChanged()).contains(former, task().job());
  }

  @Test
  void aPodThatIsResizedIsCountedWithItsNewSize() {
    seen(pod.on("n1").running());
    seen(pod.asking("cpu=2"));

    assertThat(used("n1")).isEqualTo(2000);
    assertThat(state.queues().getFirst().allocated().get(ResourceSchema.CPU)).isEqualTo(2000);
  }

  @Test
  void resizingTheOnlyPodOfAGangLeavesItStarted() {
    state.reports().groupChanged(Sample.group("g", 2, "default", null, GroupPhase.RUNNING, null));
    seen(pod.of("g").on("n1").running());
    seen(pod.asking("cpu=2"));

    assertThat(task().job()).matches(job -> job != null && job.started());
  }

  @Test
  void aRefusedEvictionOfAPodWhoseNodeWasNotSeenYetLeavesItBound() {
    bindTo("n1");
    state.reports().bindingConfirmed("p-uid");
    state.evict(task());
    assertThat(releasing("n1")).isEqualTo(1000);

    state.undoEviction(task());
    assertThat(task().status()).isEqualTo(TaskStatus.BOUND);
    assertThat(releasing("n1")).isZero();
    assertThat(used("n1")).isEqualTo(1000);
  }

  @Test
  void anEvictedPodStaysOnItsWayOutThroughItsEvents() {
    seen(pod.on("n1").running());
    state.evict(task());
    seen(pod.priority(1));
    assertThat(task().status()).isEqualTo(TaskStatus.RELEASING);

    state.undoEviction(task());
    assertThat(task().status()).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void aPodThatFailsUnboundWhileItsBindingIsOpenLetsItsRoomGo() {
    bindTo("n1");
    seen(pod.ended(PodPhase.FAILED));
    assertThat(task().status()).isEqualTo(TaskStatus.FAILED);
    assertThat(used("n1")).isZero();

    state.reports().bindingConfirmed("p-uid");
    assertThat(task().status()).isEqualTo(TaskStatus.FAILED);
  }

  @Test
  void anEventThatSaysNothingNewWakesNobody() {
    seen(pod);
    state.jobs().takeChanged();
    seen(pod);
    assertThat(state.jobs().hasChanged()).isFalse();
  }

  @Test
  void aNodeIsNeverFilledBeyondWhatResizedPodsHold() {
    seen(pod.on("n1").running().asking("cpu=1"));
    seen(pod.asking("cpu=4"));
    assertThat(used("n1")).isEqualTo(4000);
    assertThat(state.nodes().idle(ResourceSchema.CPU, state.nodes().id("n1")))
        .isEqualTo(state.nodes().allocatable(ResourceSchema.CPU, state.nodes().id("n1")) - 4000);
    seen(pod.asking("cpu=2"));
    assertThat(used("n1")).isEqualTo(2000);
  }
}
