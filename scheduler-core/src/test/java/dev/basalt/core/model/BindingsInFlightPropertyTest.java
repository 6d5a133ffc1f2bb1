package dev.basalt.core.model;

import static dev.basalt.core.testing.Sample.node;
import static dev.basalt.core.testing.Sample.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.core.event.PodPhase;
import dev.basalt.core.testing.Sample.PodBuilder;
import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Answers, pod events, deletions and nodes' comings and goings in any order, some of them lost or
 * late: each binding is in flight until the first of them that settles it, and counted down once.
 */
class BindingsInFlightPropertyTest {
  private static final List<String> NODES = List.of("n1", "n2", "n3");

  @Test
  void eachBindingIsCountedDownOnceWhateverHappensToIt() {
    Property.named("bindings in flight, in any order")
        .tries(400)
        .check(source -> new Course(source, false).run());
  }

  /** A count that forgets what a lost node had in flight is noticed. */
  @Test
  void aPlantedFaultIsNoticed() {
    assertThatThrownBy(() ->
            Property.named("bindings in flight, with a fault")
                .tries(400)
                .check(source -> new Course(source, true).run()))
        .isInstanceOf(AssertionError.class);
  }

  /** What is true of a pod, by a plain account. */
  private static final class Truth {
    private final String name;
    private PodBuilder object;
    private @Nullable String node;
    private @Nullable String shown;
    private boolean open;
    private boolean inFlight;
    private boolean acknowledged;
    private boolean over;

    Truth(String name) {
      this.name = name;
      this.object = pod(name);
    }

    String uid() {
      return name + "-uid";
    }

    boolean unknownToItsNode() {
      return node != null && !over && (inFlight || !acknowledged);
    }
  }

  /** One random course of events, held against the plain account after each step. */
  private static final class Course {
    private final Source source;
    private final boolean faulty;
    private final ClusterState state =
        new ClusterState(Set.of("basalt"), "default", Duration.ofSeconds(1).toNanos());
    private final List<Truth> pods = new ArrayList<>();
    private final Set<String> nodes = new HashSet<>();
    private long now = 1_000_000_000L;
    private int generation;

    Course(Source source, boolean faulty) {
      this.source = source;
      this.faulty = faulty;
    }

    void run() {
      NODES.forEach(this::nodeComes);
      int steps = source.size(5, 120);
      for (int i = 0; i < steps; i++) {
        now += source.between(0, 400_000_000L);
        step();
        check();
      }
    }

    private void step() {
      if (pods.size() < 3 || source.chance(20)) {
        bind();
        return;
      }
      Truth one = source.pick(pods);
      switch (source.between(0, 9)) {
        case 0, 1 -> answer(one, true);
        case 2 -> answer(one, false);
        case 3 -> showsNode(one, one.node);
        case 4 -> showsNode(one, source.pick(NODES));
        case 5 -> acknowledges(one);
        case 6 -> ends(one);
        case 7 -> goes(one);
        case 8 -> nodeChanges(source.pick(NODES));
        default -> state.reports().releaseDue(now);
      }
    }

    private void bind() {
      if (nodes.isEmpty()) {
        return;
      }
      String node = source.pick(nodes.stream().sorted().toList());
      Truth one = new Truth("p" + pods.size());
      pods.add(one);
      state.reports().podChanged(one.object.spec(), now);
      Task task = task(one);
      state.place(task, state.nodes().id(node));
      state.bindingSent(task, now);
      one.node = node;
      one.open = true;
      one.inFlight = true;
    }

    private void answer(Truth one, boolean accepted) {
      if (!one.open) {
        return;
      }
      one.open = false;
      one.inFlight = false;
      if (accepted) {
        state.reports().bindingConfirmed(one.uid());
      } else {
        boolean stillOurs = one.shown == null && !one.over;
        state.reports().bindingRefused(one.uid(), now);
        if (stillOurs) {
          // Nothing more happens to it: it waits to be placed again.
          one.node = null;
          one.over = true;
        }
      }
    }

    /** The pod's object shows a node: ours, or another that somebody else chose. */
    private void showsNode(Truth one, @Nullable String node) {
      if (one.over || node == null || one.shown != null) {
        return;
      }
      one.shown = node;
      one.object.on(node);
      state.reports().podChanged(one.object.spec(), now);
      if (!node.equals(one.node)) {
        one.inFlight = false;
        one.node = node;
      }
    }

    private void acknowledges(Truth one) {
      if (!one.over && one.shown != null) {
        one.acknowledged = true;
        state.reports().podChanged(one.object.acknowledged().spec(), now);
      }
    }

    private void ends(Truth one) {
      if (one.over || one.shown == null) {
        return;
      }
      boolean turnedAway = source.chance(30);
      one.object.ended(turnedAway ? PodPhase.FAILED : PodPhase.SUCCEEDED);
      one.object.because(turnedAway ? "OutOfcpu" : "");
      state.reports().podChanged(one.object.spec(), now);
      one.over = true;
      one.inFlight = false;
    }

    private void goes(Truth one) {
      if (state.task(one.uid()) != null) {
        state.reports().podGone(one.uid(), now);
        one.over = true;
        one.inFlight = false;
      }
    }

    private void nodeChanges(String name) {
      if (!nodes.remove(name)) {
        nodeComes(name);
        return;
      }
      if (!faulty) {
        pods.stream().filter(one -> name.equals(one.node)).forEach(one -> one.inFlight = false);
      }
      state.reports().nodeGone(name, state.nodes().spec(state.nodes().id(name)).uid());
    }

    private void nodeComes(String name) {
      nodes.add(name);
      state
          .reports()
          .nodeChanged(node(name, "cpu=1000").toBuilder().uid(name + "-" + generation++).build());
    }

    private void check() {
      for (String name : nodes) {
        int node = state.nodes().id(name);
        long inFlight = pods.stream().filter(p -> p.inFlight && name.equals(p.node)).count();
        long unknown =
            pods.stream().filter(p -> p.unknownToItsNode() && name.equals(p.node)).count();
        assertThat(state.nodes().bindingsInFlight().on(node))
            .as("to %s", name)
            .isEqualTo((int) inFlight);
        assertThat(state.nodes().unacknowledged().on(node)).as(name).isEqualTo((int) unknown);
      }
      Recount.check(state);
    }

    private Task task(Truth one) {
      Task task = state.task(one.uid());
      if (task == null) {
        throw new AssertionError(one.name + " is not known");
      }
      return task;
    }
  }
}
