package dev.basalt.app.simulate;

import dev.basalt.sim.trace.TraceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Weights from the command line. */
final class QueueWeights {
  private static final int MOST = 65_535;

  private QueueWeights() {}

  /**
   * The queues with other weights.
   *
   * @param refusal makes an exception of a message about wrong use
   */
  static List<TraceQueue> apply(
      Map<String, Integer> weights,
      List<TraceQueue> queues,
      Function<String, ? extends RuntimeException> refusal) {
    List<String> names = queues.stream().map(TraceQueue::name).toList();
    weights.forEach((name, weight) -> {
      if (!names.contains(name)) {
        throw refusal.apply("--queue: the input has no queue " + name + ", only " + names);
      }
      if (weight < 1 || weight > MOST) {
        throw refusal.apply("--queue " + name + ": a weight is 1 to " + MOST + ", not " + weight);
      }
    });
    List<TraceQueue> changed = new ArrayList<>();
    for (TraceQueue queue : queues) {
      int weight = weights.getOrDefault(queue.name(), queue.weight());
      changed.add(new TraceQueue(queue.name(), weight, queue.capability()));
    }
    return changed;
  }
}
