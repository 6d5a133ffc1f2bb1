package dev.basalt.plugins.proportion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.model.Queue;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.spi.QueueShares;
import dev.basalt.plugins.World;
import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Queues in queues share what these deserve. */
final class NestedSharesTest {
  private static final int CPU = ResourceSchema.CPU;

  private final Rounds rounds = new Rounds();

  @Test
  void aPartIsDividedAmongThoseInItByTheirWeights() {
    rounds.world.node("n1", "cpu=80");
    put(rounds, "dept", "", 3, "");
    put(rounds, "one", "dept", 1, "");
    put(rounds, "two", "dept", 2, "");
    put(rounds, "other", "", 1, "");
    for (String name : List.of("one", "two", "other")) {
      rounds.ask(name, 100, "cpu=1");
    }
    rounds.session(true);
    assertThat(rounds.held("other", CPU)).isEqualTo(20_000);
    assertThat(rounds.held("one", CPU)).isEqualTo(20_000);
    assertThat(rounds.held("two", CPU)).isEqualTo(40_000);
  }

  @Test
  void whatALimitAroundThemLeavesIsDividedEvenWhereTheClusterHasMore() {
    rounds.world.node("n1", "cpu=80");
    put(rounds, "dept", "", 1, "cpu=12");
    put(rounds, "one", "dept", 1, "");
    put(rounds, "two", "dept", 3, "");
    put(rounds, "other", "", 1, "");
    for (String name : List.of("one", "two", "other")) {
      rounds.ask(name, 30, "cpu=1");
    }
    rounds.session(false);
    assertThat(rounds.held("dept", CPU)).isEqualTo(12_000);
    assertThat(rounds.held("one", CPU)).isEqualTo(3_000);
    assertThat(rounds.held("two", CPU)).isEqualTo(9_000);
    assertThat(rounds.held("other", CPU)).isEqualTo(30_000);
  }

  @Test
  void sharesSumUpLevelByLevelAndNoQueueIsAboveItsCapability() {
    Property.named("proportion in random trees").tries(300).check(source -> check(source, true));
  }

  @Test
  void aTreeTakenForFlatIsNoticed() {
    assertThatThrownBy(() ->
            Property.named("planted: limits around a queue are not asked")
                .tries(300)
                .check(source -> check(source, false)))
        .isInstanceOf(AssertionError.class);
  }

  private static void check(Source source, boolean asked) {
    Rounds run = new Rounds();
    run.world.node("n1", "cpu=" + source.between(1, 60));
    List<String> parents = new ArrayList<>(List.of(""));
    int queues = source.size(1, 12);
    for (int i = 0; i < queues; i++) {
      String capability = source.chance(30) ? "cpu=" + source.between(1, 20) : "";
      put(run, "q" + i, source.pick(parents), source.between(1, 5), capability);
      parents.add("q" + i);
    }
    List<Queue> leaves = run.world.queues().stream().filter(Queue::takesJobs).toList();
    for (Queue queue : leaves) {
      run.ask(queue.name(), source.between(0, 40), "cpu=" + source.between(1, 2));
    }
    if (asked) {
      run.session(source.chance(50));
    } else {
      run.placeAll();
    }
    long total = run.world.nodes().total().get(CPU);
    assertThat(sum(run, run.world.queues().stream().filter(q -> q.parent() == null).toList()))
        .isLessThanOrEqualTo(total);
    for (Queue queue : run.world.queues()) {
      if (!queue.children().isEmpty()) {
        assertThat(sum(run, queue.children())).isLessThanOrEqualTo(deserved(run, queue));
      }
      QueueSpec spec = queue.spec();
      if (spec != null && spec.capability().has("cpu")) {
        assertThat(queue.allocated().get(CPU)).isLessThanOrEqualTo(spec.capability().get("cpu"));
      }
    }
  }

  private static long sum(Rounds run, List<Queue> queues) {
    return queues.stream().mapToLong(queue -> deserved(run, queue)).sum();
  }

  private static long deserved(Rounds run, Queue queue) {
    return run.hooks.only(QueueShares.class).deserved(queue, CPU);
  }

  private static void put(Rounds run, String name, String parent, int weight, String capability) {
    run.world
        .state()
        .reports()
        .queueChanged(
            QueueSpec.builder(name, "uid-" + name)
                .parent(parent)
                .weight(weight)
                .capability(World.resources(capability))
                .build());
  }
}
