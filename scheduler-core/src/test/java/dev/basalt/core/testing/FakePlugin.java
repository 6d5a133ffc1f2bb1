package dev.basalt.core.testing;

import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.core.spi.Reach;
import java.util.function.Consumer;

/**
 * A plugin made of what it registers.
 *
 * @param name its name in the configuration
 * @param functions registers its functions
 */
public record FakePlugin(String name, Consumer<Hooks> functions) implements PluginFactory {

  @Override
  public Plugin create(Arguments arguments) {
    return functions::accept;
  }

  /** Starts gangs whole: the smallest form of the real plugin. */
  public static FakePlugin gang() {
    return new FakePlugin(
        "gang",
        hooks -> {
          hooks.jobValid(job ->
              job.counts().valid() < job.minMember()
                  ? new Wait(WaitReason.NOT_ENOUGH_TASKS, "too few pods exist")
                  : null);
          hooks.jobReady(job -> job.readyTasks() >= job.minMember());
          hooks.jobOrder(
              (first, second) -> Boolean.compare(second.partlyBound(), first.partlyBound()));
        });
  }

  /** Orders jobs and tasks by priority. */
  public static FakePlugin priority() {
    return new FakePlugin(
        "priority",
        hooks -> {
          hooks.jobOrder((first, second) -> Integer.compare(second.priority(), first.priority()));
          hooks.taskOrder((first, second) -> Integer.compare(second.priority(), first.priority()));
        });
  }

  /** Keeps pods off nodes without the labels they select, and off cordoned ones. */
  public static FakePlugin selectors() {
    return new FakePlugin(
        "selectors",
        hooks -> {
          hooks.nodeFilter(
              Reach.ATTRIBUTES,
              (podClass, node, nodes) ->
                  nodes
                          .spec(node)
                          .labels()
                          .entrySet()
                          .containsAll(podClass.shape().nodeSelector().entrySet())
                      ? null
                      : "node(s) did not match the selector");
          hooks.nodeFilter(
              Reach.ATTRIBUTES,
              (podClass, node, nodes) ->
                  nodes.spec(node).unschedulable() ? "node(s) were cordoned" : null);
        });
  }

  /** Prefers nodes whose cpu is used most, as binpack does. */
  public static FakePlugin fullestFirst() {
    return new FakePlugin(
        "fullest",
        hooks ->
            hooks.nodeScore(
                Reach.NODE,
                (podClass, node, nodes) ->
                    nodes.allocatable(ResourceSchema.CPU, node) == 0
                        ? 0
                        : 100.0
                            * nodes.used(ResourceSchema.CPU, node)
                            / nodes.allocatable(ResourceSchema.CPU, node)));
  }

  /** Holds back tasks beyond a number of pods in each queue. */
  public static FakePlugin atMost(int podsPerQueue) {
    return new FakePlugin(
        "atmost",
        hooks ->
            hooks.queueAllocatable((queue, task) ->
                placed(queue.allocated().get(ResourceSchema.PODS), task) > podsPerQueue
                    ? new Wait(WaitReason.QUEUE_SHARE, "queue " + queue.name() + " is full")
                    : null));
  }

  private static long placed(long pods, Task task) {
    return pods + task.request().amountOf(ResourceSchema.PODS);
  }
}
