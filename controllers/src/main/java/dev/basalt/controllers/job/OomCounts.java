package dev.basalt.controllers.job;

import dev.basalt.controllers.job.oom.Verdict;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How often pods grew that were killed for want of memory, and how often not. Thread-safe. */
public final class OomCounts {
  private final LongAdder grown = new LongAdder();
  private final Map<Verdict.Bound, LongAdder> refused = new EnumMap<>(Verdict.Bound.class);

  OomCounts() {
    for (Verdict.Bound bound : Verdict.Bound.values()) {
      refused.put(bound, new LongAdder());
    }
  }

  void grown(int shards) {
    grown.add(shards);
  }

  void refused(Verdict.Bound bound) {
    counter(bound).increment();
  }

  /** Shards that were made larger. */
  public long grown() {
    return grown.sum();
  }

  /** Pods that were left as they were, for one reason. */
  public long refusedFor(Verdict.Bound bound) {
    return counter(bound).sum();
  }

  private LongAdder counter(Verdict.Bound bound) {
    return Objects.requireNonNull(refused.get(bound));
  }
}
