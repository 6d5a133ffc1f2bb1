package dev.basalt.plugins.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Task;
import dev.basalt.plugins.capacity.TreeRun.Gate;
import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What holds on any tree of queues, and what notices when it does not. */
final class CapacityPropertyTest {
  private static final int CPU = TreeRun.CPU;

  @Test
  void noQueueNorAnyAroundItIsAboveItsCapabilityAndGuaranteesAreKept() {
    Property.named("capability and guarantee in random trees")
        .tries(600)
        .check(source -> runAndCheck(source, run -> run::allocatable));
  }

  @Test
  void aGateThatStandsOpenIsNoticed() {
    assertThatThrownBy(() ->
            Property.named("planted: nobody asks")
                .tries(300)
                .check(source -> runAndCheck(source, run -> (queue, task) -> true)))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void sumsThatDoNotFollowPlacementsAreNoticed() {
    assertThatThrownBy(() ->
            Property.named("planted: what is kept is not recounted")
                .tries(300)
                .check(source ->
                    runAndCheck(
                        source,
                        run -> {
                          run.deaf = true;
                          return run::allocatable;
                        })))
        .isInstanceOf(AssertionError.class);
  }

  /** Everybody but the guaranteed ask for everything; then the guaranteed come. */
  private static void runAndCheck(Source source, Function<TreeRun, Gate> gates) {
    TreeRun run = TreeRun.of(source, true);
    Gate gate = gates.apply(run);
    List<Queue> leaves = run.leaves();
    for (Queue queue : leaves) {
      if (TreeRun.stated(queue.spec(), true) == 0) {
        run.ask(queue.name(), source.between(0, 30), 1);
      }
    }
    checkedSession(run, gate);
    for (Queue queue : leaves) {
      run.ask(queue.name(), source.between(0, 12), 1);
    }
    Map<String, Long> wanted = new TreeMap<>();
    for (Queue queue : leaves) {
      long kept = run.plugin.entitlements().guarantee(queue, CPU);
      wanted.put(queue.name(), Math.min(kept / 1000, queue.requested().get(CPU) / 1000));
    }
    checkedSession(run, gate);
    for (Queue queue : leaves) {
      assertThat(queue.allocated().get(CPU) / 1000)
          .as("what %s holds, with so much guaranteed", queue)
          .isGreaterThanOrEqualTo(wanted.get(queue.name()));
    }
  }

  private static void checkedSession(TreeRun run, Gate gate) {
    NaiveTree naive = new NaiveTree(run);
    run.session((queue, task) -> {
      boolean lets = gate.lets(queue, task);
      assertThat(lets).as("room for %s in %s", task, queue).isEqualTo(naive.hasRoom(queue, task));
      return lets;
    });
    for (Queue queue : run.world.queues()) {
      if (queue.spec() != null && queue.spec().capability().has("cpu")) {
        assertThat(queue.allocated().get(CPU))
            .as("what %s holds", queue)
            .isLessThanOrEqualTo(queue.spec().capability().get("cpu"));
      }
    }
    naive.checkSums();
  }

  @Test
  void invalidQueuesChangeNothingForAnyOther() {
    Property.named("isolation in random trees")
        .tries(400)
        .check(source -> {
          TreeRun with = TreeRun.of(source, true);
          Map<String, Long> alone = alone(with);
          TreeRun.Gate gate = with::allocatable;
          ask(with);
          with.session(gate);
          assertThat(with.held()).isEqualTo(alone);
        });
  }

  /** The same queues without the invalid ones. */
  private static Map<String, Long> alone(TreeRun with) {
    TreeRun without = new TreeRun();
    for (int node = 0; node < with.world.nodes().size(); node++) {
      long cpu = with.world.nodes().allocatable(CPU, node) / 1000;
      without.world.node(with.world.nodes().name(node), "cpu=" + cpu);
    }
    for (Queue queue : with.world.queues()) {
      if (queue.usable()) {
        without.world.state().reports().queueChanged(Objects.requireNonNull(queue.spec()));
      }
    }
    // What lies in an invalid queue is invalid too; but its parent is no leaf beside it.
    for (Queue queue : with.world.queues()) {
      boolean invalidInside = queue.usable() && queue.children().stream().noneMatch(Queue::usable);
      if (invalidInside && !queue.children().isEmpty()) {
        without
            .world
            .state()
            .reports()
            .queueChanged(
                QueueSpec.builder("in-" + queue.name(), "uid")
                    .parent(queue.name())
                    .problem("stands for the invalid ones")
                    .build());
      }
    }
    ask(without);
    without.session(without::allocatable);
    return without.held();
  }

  private static void ask(TreeRun run) {
    for (Queue queue : List.copyOf(run.world.queues())) {
      run.ask(queue.name(), 3 + queue.name().hashCode() % 7, 1);
    }
  }

  @Test
  void whatIsTakenByReclaimIsNotTakenBack() {
    Property.named("no ping-pong in random trees")
        .tries(600)
        .check(source -> takeAndTakeBack(source, false));
  }

  @Test
  void aClaimWithoutARightIsNoticed() {
    assertThatThrownBy(() ->
            Property.named("planted: whoever asks may take")
                .tries(600)
                .check(source -> takeAndTakeBack(source, true)))
        .isInstanceOf(AssertionError.class);
  }

  private static void takeAndTakeBack(Source source, boolean lawless) {
    TreeRun run = TreeRun.of(source, true);
    List<Queue> leaves = run.leaves();
    for (Queue queue : leaves) {
      run.ask(queue.name(), source.between(0, 12), source.between(1, 3));
    }
    run.session(run::allocatable);
    for (Queue queue : leaves) {
      run.ask(queue.name(), 1, source.between(1, 3));
    }
    for (Task claimer : run.pending()) {
      for (Task victim : run.placed()) {
        if (lawless ? mayTry(claimer, victim) : takes(run, claimer, victim)) {
          run.world.state().unplace(victim);
          if (run.place(claimer)) {
            assertThat(takes(run, victim, claimer))
                .as(
                    "%s of %s took the room of %s of %s, which takes it back",
                    claimer, TreeRun.queueOf(claimer), victim, TreeRun.queueOf(victim))
                .isFalse();
          }
          return;
        }
      }
    }
  }

  private static boolean mayTry(Task claimer, Task victim) {
    return TreeRun.queueOf(claimer) != TreeRun.queueOf(victim);
  }

  private static boolean takes(TreeRun run, Task claimer, Task victim) {
    run.plugin.sessionOpened(run.world);
    boolean mayClaim =
        mayTry(claimer, victim)
            && run.plugin.claims().mayReplace(TreeRun.queueOf(claimer), claimer);
    List<Task> victims =
        mayClaim ? run.hooks.reclaimable().victims(claimer, List.of(victim)) : null;
    boolean takes = victims != null && !victims.isEmpty();
    run.plugin.sessionClosed(run.world);
    return takes;
  }
}
