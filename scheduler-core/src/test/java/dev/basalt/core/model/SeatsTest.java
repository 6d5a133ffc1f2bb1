package dev.basalt.core.model;

import static dev.basalt.core.testing.Sample.node;
import static dev.basalt.core.testing.Sample.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.PodSpec;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.testing.Sample;
import org.junit.jupiter.api.Test;

/** Pods on nodes that come late, go and come back, or where others set room aside for them. */
class SeatsTest extends PodLife {
  @Test
  void aNodeThatGoesWithABindingOpenLeavesThePodAssumedNowhere() {
    bindTo("n1");
    state.reports().nodeGone("n1", "n1-uid");
    assertThat(task().status()).isEqualTo(TaskStatus.BINDING);
    assertThat(task().node()).isEqualTo(Task.NO_NODE);

    state.reports().nodeChanged(node("n3", "cpu=4"));
    assertThat(state.nodes().id("n3")).as("the id is used again").isZero();
    assertThat(used("n3")).isZero();
    assertThat(inFlight("n3")).isZero();

    state.reports().bindingRefused("p-uid", 0);
    assertThat(task().status()).isEqualTo(TaskStatus.PENDING);
    assertThat(inFlight("n3")).isZero();
  }

  @Test
  void aNodeThatComesBackFindsItsPodsThere() {
    bindTo("n1");
    state.reports().bindingConfirmed("p-uid");
    seen(pod.on("n1").running());
    state.reports().nodeGone("n1", "n1-uid");
    assertThat(task().status()).isEqualTo(TaskStatus.RUNNING);

    state.reports().nodeChanged(Sample.recreated(node("n1", "cpu=4"), "second"));
    assertThat(used("n1")).isEqualTo(1000);
  }

  @Test
  void aPodSeenBeforeItsNodeIsCountedWhenTheNodeComes() {
    seen(pod.on("late").running());
    assertThat(task().job()).isNotNull();
    assertThat(task().node()).isEqualTo(Task.NO_NODE);

    state.reports().nodeChanged(node("late", "cpu=2"));
    assertThat(used("late")).isEqualTo(1000);
  }

  @Test
  void aNominatedPodOfAnotherSchedulerIsLeftItsRoomUntilItIsBoundOrGone() {
    int node = state.nodes().id("n1");
    PodSpec nominated = pod("q").foreign().spec().toBuilder().nominatedNode("n1").build();
    long before = state.nodes().idle(ResourceSchema.CPU, node);
    state.reports().podChanged(nominated, now);
    assertThat(state.nodes().idle(ResourceSchema.CPU, node)).isEqualTo(before - 1000);
    assertThat(used("n1")).isZero();

    state
        .reports()
        .podChanged(nominated.toBuilder().nominatedNode(null).nodeName("n1").build(), now);
    assertThat(state.nodes().idle(ResourceSchema.CPU, node)).isEqualTo(before - 1000);
    assertThat(used("n1")).isEqualTo(1000);
  }

  @Test
  void roomOfANominatedPodIsFreeOnceItIsNominatedNoMoreOrGone() {
    int node = state.nodes().id("n1");
    PodSpec nominated = pod("q").foreign().spec().toBuilder().nominatedNode("n1").build();
    long before = state.nodes().idle(ResourceSchema.CPU, node);
    state.reports().podChanged(nominated, now);
    state.reports().podChanged(nominated.toBuilder().nominatedNode(null).build(), now);
    assertThat(state.nodes().idle(ResourceSchema.CPU, node)).isEqualTo(before);
    state.reports().podChanged(nominated, now);
    state.reports().podGone("q-uid", now);
    assertThat(state.nodes().idle(ResourceSchema.CPU, node)).isEqualTo(before);
  }

  @Test
  void aNodeThatComesAfterThePodNominatedToItIsNotFilled() {
    PodSpec nominated = pod("q").foreign().spec().toBuilder().nominatedNode("late").build();
    state.reports().podChanged(nominated, now);
    state.reports().nodeChanged(Sample.node("late", "cpu=2"));
    int node = state.nodes().id("late");
    assertThat(state.nodes().idle(ResourceSchema.CPU, node)).isEqualTo(1000);
    state.reports().nodeGone("late", "late-uid");
    state.reports().nodeChanged(Sample.node("late", "cpu=2"));
    assertThat(state.nodes().idle(ResourceSchema.CPU, state.nodes().id("late"))).isEqualTo(1000);
  }
}
