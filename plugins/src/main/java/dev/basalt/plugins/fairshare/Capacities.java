package dev.basalt.plugins.fairshare;

import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.model.Queue;
import dev.basalt.core.resource.Limits;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.resource.ResourceVector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What shares are shares of: the whole of the nodes, or a queue's capability where it is less;
 * infinite in a dimension of which there is nothing, so that nothing is a share of it.
 */
final class Capacities {
  private record OfQueue(@Nullable QueueSpec spec, double[] amounts) {}

  private long[] totals = new long[0];
  private double[] ofAll = new double[0];
  private @Nullable OfQueue[] ofQueues = new @Nullable OfQueue[0];
  private @Nullable ResourceSchema schema;

  /** Takes over what the nodes have. */
  void refresh(ResourceVector total, ResourceSchema schema) {
    this.schema = schema;
    boolean same = totals.length == schema.size();
    for (int dimension = 0; same && dimension < totals.length; dimension++) {
      same = totals[dimension] == total.get(dimension);
    }
    if (same) {
      return;
    }
    totals = new long[schema.size()];
    ofAll = new double[schema.size()];
    for (int dimension = 0; dimension < totals.length; dimension++) {
      totals[dimension] = total.get(dimension);
      ofAll[dimension] = capacity(totals[dimension]);
    }
    Arrays.fill(ofQueues, null);
  }

  /** What a user of a queue could hold at most, by dimension, in the schema's units. */
  double[] of(Queue queue) {
    QueueSpec spec = queue.spec();
    if (spec == null || spec.capability().equals(ResourceList.EMPTY)) {
      return ofAll;
    }
    int id = queue.id();
    if (id >= ofQueues.length) {
      ofQueues = Arrays.copyOf(ofQueues, Math.max(id + 1, 2 * ofQueues.length));
    }
    OfQueue known = ofQueues[id];
    if (known == null || known.spec() != spec) {
      known = new OfQueue(spec, within(spec));
      ofQueues[id] = known;
    }
    return known.amounts();
  }

  private double[] within(QueueSpec spec) {
    double[] amounts = ofAll.clone();
    if (schema != null) {
      Limits limits = new Limits(schema, spec.capability());
      for (int i = 0; i < limits.size(); i++) {
        int dimension = limits.dimension(i);
        if (dimension < amounts.length && limits.amount(i) < totals[dimension]) {
          amounts[dimension] = capacity(limits.amount(i));
        }
      }
    }
    return amounts;
  }

  private static double capacity(long amount) {
    return amount <= 0 ? Double.POSITIVE_INFINITY : amount;
  }
}
