package dev.basalt.watchdog.rule;

import dev.basalt.watchdog.view.QueueSight;
import java.util.Map;
import java.util.function.Consumer;

/** Queues that hold more than they may: the capability was lowered, or pods were put there. */
final class CrowdedQueues implements Check {
  @Override
  public void look(Rule rule, Look look, Consumer<Finding> found) {
    for (QueueSight queue : look.view().queues()) {
      Fill fill = Fill.fullest(queue.allocated(), queue.spec().capability());
      if (fill != null && fill.ratio() > rule.threshold("ratio")) {
        found.accept(
            Finding.state(
                queue.name(),
                Map.of("queue", queue.name(), "reason", fill.resource()),
                Map.of(
                    "resource",
                    fill.resource(),
                    "allocated",
                    fill.heldText(),
                    "capability",
                    fill.mostText(),
                    "percent",
                    fill.percent())));
      }
    }
  }
}
