package dev.basalt.watchdog.capability;

import dev.basalt.core.resource.Quantities;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Divides one resource of one pool by weight: among the queues that lie in none, then what each
 * gets among those in it, and so on. Only queues take part whose rule says so, and those around
 * them.
 *
 * <p>Whole units are dealt (milli-CPU, mebibytes, devices): each gets {@code floor(amount x weight
 * / sum of weights)}, and what is left over goes to the largest remainders, a unit each.
 */
final class WeightShares {
  private static final long MEBI = 1L << 20;

  private record Part(PlannedQueue queue, long remainder) {}

  private final QueueTree tree;
  private final String resource;
  private final Pool pool;
  private final Map<String, Boolean> takesPart = new HashMap<>();
  private final Map<String, Long> shares = new HashMap<>();

  private WeightShares(QueueTree tree, String resource, Pool pool) {
    this.tree = tree;
    this.resource = resource;
    this.pool = pool;
  }

  /**
   * Divides.
   *
   * @return by queue; only queues whose rule is weight
   */
  static Map<String, Long> of(QueueTree tree, String resource, Pool pool, long amount) {
    WeightShares shares = new WeightShares(tree, resource, pool);
    shares.divide(tree.tops(), amount / unit(resource));
    return shares.shares;
  }

  /** The least amount that is dealt. */
  static long unit(String resource) {
    return Quantities.inBytes(resource) ? MEBI : 1;
  }

  private void divide(List<PlannedQueue> among, long units) {
    List<PlannedQueue> some = among.stream().filter(this::takesPart).toList();
    if (some.isEmpty()) {
      return;
    }
    long weights = some.stream().mapToLong(PlannedQueue::weight).sum();
    long left = units;
    Map<String, Long> dealt = new HashMap<>();
    List<Part> parts = new ArrayList<>();
    for (PlannedQueue queue : some) {
      long portion = portion(units, queue.weight(), weights);
      dealt.put(queue.name(), portion);
      left -= portion;
      parts.add(new Part(queue, units % weights * queue.weight() % weights));
    }
    // Stable: equal remainders by name.
    parts.sort(Comparator.comparingLong(Part::remainder).reversed());
    for (Part part : parts.subList(0, (int) left)) {
      dealt.merge(part.queue().name(), 1L, Long::sum);
    }
    for (PlannedQueue queue : some) {
      long own = dealt.getOrDefault(queue.name(), 0L);
      if (queue.weighs(resource, pool)) {
        shares.put(queue.name(), own * unit(resource));
      }
      divide(tree.in(queue), own);
    }
  }

  /** Exactly floor(whole x part / parts), without overflow while parts x part fits. */
  static long portion(long whole, long part, long parts) {
    return whole / parts * part + whole % parts * part / parts;
  }

  private boolean takesPart(PlannedQueue queue) {
    Boolean known = takesPart.get(queue.name());
    if (known == null) {
      known = queue.weighs(resource, pool) || tree.in(queue).stream().anyMatch(this::takesPart);
      takesPart.put(queue.name(), known);
    }
    return known;
  }
}
