package dev.basalt.core.model;

import dev.basalt.core.resource.Limits;
import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceVector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the pending tasks of a namespace with a quota ask for, by queue: so that a share is not kept
 * for pods that their quota will not let start.
 */
final class QueueDemand {
  private final ResourceVector total = new ResourceVector();
  private @Nullable Queue[] queues = new @Nullable Queue[0];
  private ResourceVector[] asked = new ResourceVector[0];

  void add(Queue queue, Request request, int sign) {
    for (int i = 0; i < request.size(); i++) {
      add(queue, request.dimension(i), sign * request.amount(i));
    }
  }

  private void add(Queue queue, int dimension, long amount) {
    int id = queue.id();
    if (id >= queues.length) {
      int known = queues.length;
      queues = Arrays.copyOf(queues, id + 1);
      asked = Arrays.copyOf(asked, id + 1);
      Arrays.setAll(asked, each -> each < known ? asked[each] : new ResourceVector());
    }
    queues[id] = queue;
    asked[id].add(dimension, amount);
    total.add(dimension, amount);
  }

  /** What those in a queue ask for. */
  ResourceVector of(Queue queue) {
    return queue.id() < asked.length ? asked[queue.id()] : new ResourceVector();
  }

  /**
   * Withholds from each queue's demand what the quota leaves nothing for. What it leaves is taken
   * to go to the queues in proportion to what they ask for. Cost: queues times dimensions.
   */
  void withhold(Limits quota, ResourceVector held, int dimensions) {
    double part = 1;
    for (int i = 0; i < quota.size(); i++) {
      long wanted = total.get(quota.dimension(i));
      long free = Math.max(0, quota.amount(i) - held.get(quota.dimension(i)));
      part = wanted > free ? Math.min(part, (double) free / wanted) : part;
    }
    for (int id = 0; part < 1 && id < queues.length; id++) {
      Queue queue = queues[id];
      for (int dimension = 0; queue != null && dimension < dimensions; dimension++) {
        long amount = asked[id].get(dimension);
        long without = amount - (long) Math.ceil(amount * part);
        for (Queue each = queue; each != null; each = each.parent) {
          each.withheld.add(dimension, without);
        }
      }
    }
  }
}
