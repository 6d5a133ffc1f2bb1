package dev.basalt.watchdog.rule;

import dev.basalt.core.resource.ResourceList;
import dev.basalt.watchdog.view.QueueSight;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Queues that use little of what is kept for them: of their guarantee, or else of what their object
 * says that they deserve. A share by weight alone is lent to others, so nothing is lost by it.
 */
final class IdleQueues implements Check {
  @Override
  public void look(Rule rule, Look look, Consumer<Finding> found) {
    for (QueueSight queue : look.view().queues()) {
      ResourceList kept =
          queue.spec().guarantee().isEmpty()
              ? queue.spec().deserved()
              : queue.spec().guarantee();
      Fill fill = Fill.fullest(queue.allocated(), kept);
      if (fill != null && fill.most() > 0 && fill.ratio() < rule.threshold("ratio")) {
        found.accept(
            Finding.state(
                queue.name(),
                Map.of("queue", queue.name()),
                Map.of(
                    "allocated",
                    Texts.amounts(queue.allocated(), kept),
                    "deserved",
                    Texts.amounts(kept, kept),
                    "percent",
                    fill.percent())));
      }
    }
  }
}
