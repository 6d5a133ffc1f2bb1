package dev.basalt.plugins.fairshare;

import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.model.Queue;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.resource.ResourceVector;
import java.util.Arrays;

/**
 * What shares are shares of: the whole of the nodes, or a queue's capability where it is less;
 * infinite in a dimension of which there is nothing, so that nothing is a share of it. Computed
 * once a session, for the queues that are asked about.
 */
final class Capacities {
  private double[] ofAll = new double[0];
  private double[][] ofQueues = new double[0][];
  private long[] computed = new long[0];
  private long session;
  private ResourceSchema schema = new ResourceSchema();

  /** A session begins: takes over what the nodes have. */
  void refresh(ResourceVector total, ResourceSchema newSchema) {
    session++;
    schema = newSchema;
    if (ofAll.length != schema.size()) {
      ofAll = new double[schema.size()];
    }
    for (int dimension = 0; dimension < ofAll.length; dimension++) {
      ofAll[dimension] = capacity(total.get(dimension));
    }
  }

  /** What a user of a queue could hold at most, by dimension, in the schema's units. */
  double[] of(Queue queue) {
    QueueSpec spec = queue.spec();
    if (spec == null || spec.capability().equals(ResourceList.EMPTY)) {
      return ofAll;
    }
    int id = queue.id();
    if (id >= computed.length) {
      int known = computed.length;
      computed = Arrays.copyOf(computed, Math.max(id + 1, 2 * known));
      ofQueues = Arrays.copyOf(ofQueues, computed.length);
      Arrays.fill(ofQueues, known, computed.length, ofAll);
    }
    if (computed[id] != session) {
      computed[id] = session;
      ofQueues[id] = within(spec.capability());
    }
    return ofQueues[id];
  }

  private double[] within(ResourceList capability) {
    double[] amounts = ofAll.clone();
    for (int dimension = 0; dimension < amounts.length; dimension++) {
      String name = schema.name(dimension);
      if (capability.has(name)) {
        amounts[dimension] = Math.min(amounts[dimension], capacity(capability.get(name)));
      }
    }
    return amounts;
  }

  private static double capacity(long amount) {
    return amount <= 0 ? Double.POSITIVE_INFINITY : amount;
  }
}
