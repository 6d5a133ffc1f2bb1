package dev.basalt.plugins.drf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.spi.AllocationListener;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.JobValid;
import dev.basalt.core.spi.QueueOrder;
import dev.basalt.plugins.Pods;
import dev.basalt.plugins.RecordedHooks;
import dev.basalt.plugins.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HierarchyTest {
  private final World world = new World();
  private final DrfPlugin plugin =
      new DrfPlugin.Factory().create(new Arguments("drf", Map.of("enableHierarchy", true)));
  private final RecordedHooks hooks = RecordedHooks.of(plugin);
  private final QueueOrder order = hooks.only(QueueOrder.class);

  HierarchyTest() {
    world.node("n1", "cpu=100, memory=1000Gi, pods=1000");
  }

  private Queue queue(String name, String hierarchy, String weights) {
    world
        .state()
        .reports()
        .queueChanged(
            QueueSpec.builder(name, "uid-" + name)
                .weight(1)
                .hierarchy(hierarchy)
                .hierarchyWeights(weights)
                .build());
    world.pod(Pods.named(name + "-waits").queue(name).requests("cpu=50, memory=1Gi"));
    return world.queueNamed(name);
  }

  private List<Task> holds(String queue, int pods, String requests) {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < pods; i++) {
      tasks.add(
          world.pod(Pods.named(queue + "-" + i).queue(queue).requests(requests).runningOn("n1")));
    }
    return tasks;
  }

  @Test
  void weightsCountWherePathsPart() {
    Queue sci = queue("sci", "root/sci", "1/1");
    Queue dev = queue("dev", "root/eng/dev", "1/3/1");
    Queue prod = queue("prod", "root/eng/prod", "1/3/2");
    holds("sci", 1, "cpu=15");
    holds("dev", 1, "cpu=20");
    holds("prod", 1, "cpu=20");
    plugin.sessionOpened(world);

    assertThat(order.compare(dev, sci)).as("0.4 by 3 before 0.15 by 1").isNegative();
    assertThat(order.compare(sci, prod)).isPositive();
    assertThat(order.compare(prod, dev)).as("0.2 by 2 before 0.2 by 1").isNegative();
  }

  @Test
  void whatOneChildHasBeyondItsSiblingDoesNotCountAgainstTheSibling() {
    Queue sci = queue("sci", "root/sci", "1/1");
    Queue dev = queue("dev", "root/eng/dev", "1/1/1");
    Queue prod = queue("prod", "root/eng/prod", "1/1/1");
    holds("sci", 1, "cpu=25");
    holds("dev", 1, "cpu=50");
    holds("prod", 1, "cpu=10");
    plugin.sessionOpened(world);

    assertThat(order.compare(prod, sci)).as("eng counts as 0.1 + 0.1, scaled").isNegative();
    assertThat(order.compare(prod, dev)).isNegative();
  }

  @Test
  void aBranchThatWantsNothingMoreComesLastThoughItsShareIsLow() {
    Queue full = queue("full", "root/full", "1/1");
    Queue hungry = queue("hungry", "root/hungry", "1/1");
    world.state().reports().podGone("uid-ns-full-waits", 0);
    holds("full", 1, "cpu=1");
    holds("hungry", 1, "cpu=40");
    plugin.sessionOpened(world);
    assertThat(order.compare(hungry, full)).isNegative();

    Task again = world.pod(Pods.named("again").queue("full").requests("cpu=1"));
    hooks.only(AllocationListener.class).allocated(again);
    assertThat(order.compare(hungry, full)).isPositive();
  }

  @Test
  void queuesWithoutAnnotationsStandBelowTheRootWithTheirWeights() {
    Queue light = world.queue("light", 1);
    Queue heavy = world.queue("heavy", 4);
    holds("light", 1, "cpu=10");
    holds("heavy", 1, "cpu=30");
    world.pod(Pods.named("l").queue("light"));
    world.pod(Pods.named("h").queue("heavy"));
    plugin.sessionOpened(world);
    assertThat(order.compare(heavy, light)).isNegative();
  }

  @Test
  void othersLosePodsWhileTheirBranchStillHoldsMore() {
    queue("sci", "root/sci", "1/1");
    queue("dev", "root/eng/dev", "1/1/1");
    List<Task> dev = holds("dev", 8, "cpu=10");
    holds("sci", 2, "cpu=10");
    Task reclaimer = world.pod(Pods.named("new").queue("sci").requests("cpu=10"));
    plugin.sessionOpened(world);

    assertThat(hooks.reclaimable().victims(reclaimer, dev)).hasSize(4);
    Task own = holds("sci", 2, "cpu=10").getFirst();
    assertThat(hooks.reclaimable().victims(reclaimer, List.of(own))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "root/a/b, 1/2, has 2 weights for the 3 names",
    "root, 1, 'volcano.sh/hierarchy]: \"root\" is no path'",
    "top/a, 1/2, begins with root",
    "root//a, 1/2/3, begins with root",
    "root/a, 1/0, \"0\" is not a weight",
    "root/a, 1/x, \"x\" is not a weight",
    "root/a, '', has 1 weights",
  })
  void annotationsThatCannotBeMeantHoldBackTheJobsOfThatQueueAlone(
      String hierarchy, String weights, String problem) {
    Queue odd = queue("odd", hierarchy, weights);
    Queue fine = queue("fine", "root/fine", "1/1");
    plugin.sessionOpened(world);

    JobValid valid = hooks.only(JobValid.class);
    Wait wait = Objects.requireNonNull(valid.check(odd.jobs().getFirst()));
    assertThat(wait.reason()).isEqualTo(WaitReason.MISCONFIGURED);
    assertThat(wait.message()).startsWith("queue odd: metadata.annotations").contains(problem);
    assertThat(valid.check(fine.jobs().getFirst())).isNull();
  }
}
