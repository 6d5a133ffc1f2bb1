package dev.basalt.core.model;

import static dev.basalt.core.testing.Sample.node;
import static dev.basalt.core.testing.Sample.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.testing.Sample.PodBuilder;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/** A state with two nodes and one pod, which every sum is checked of after each test. */
abstract class PodLife {
  static final long DELAY = Duration.ofSeconds(1).toNanos();
  static final long SECOND = Duration.ofSeconds(1).toNanos();

  final ClusterState state = new ClusterState(Set.of("basalt"), "default", DELAY);
  final PodBuilder pod = pod("p");
  long now = 5 * SECOND;

  PodLife() {
    state.reports().nodeChanged(node("n1", "cpu=4"));
    state.reports().nodeChanged(node("n2", "cpu=4"));
  }

  @AfterEach
  void everySumStillHolds() {
    Recount.check(state);
  }

  final void bindTo(String node) {
    seen(pod);
    state.place(task(), state.nodes().id(node));
    state.bindingSent(task(), now);
  }

  final void seen(PodBuilder changed) {
    state.reports().podChanged(changed.spec(), now);
  }

  final void releasedAfter(long nanos) {
    assertThat(state.nextReleaseNanos()).isEqualTo(now + nanos);
    state.reports().releaseDue(now + nanos - 1);
    assertThat(used("n1")).as("a moment before").isEqualTo(1000);
    state.reports().releaseDue(now + nanos);
    assertThat(used("n1")).isZero();
  }

  final Task task() {
    return taskOf("p");
  }

  final Task taskOf(String name) {
    Task task = state.task(name + "-uid");
    if (task == null) {
      throw new AssertionError(name + " is not known");
    }
    return task;
  }

  final long used(String node) {
    return state.nodes().used(ResourceSchema.CPU, state.nodes().id(node));
  }

  final long releasing(String node) {
    return state.nodes().releasing(ResourceSchema.CPU, state.nodes().id(node));
  }

  final int inFlight(String node) {
    return state.nodes().bindingsInFlight().on(state.nodes().id(node));
  }
}
