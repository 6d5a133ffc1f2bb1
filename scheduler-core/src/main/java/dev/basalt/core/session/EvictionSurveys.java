package dev.basalt.core.session;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.Queue;
import java.util.ArrayList;
import java.util.List;

/**
 * How often evictions are considered for all jobs that wait, and what is remembered between such
 * looks: sessions may come every few milliseconds, and thousands of jobs wait.
 */
final class EvictionSurveys {
  private static final long PERIOD_NANOS = 1_000_000_000L;

  private record Lowest(int priority, long atNanos) {}

  private static final Lowest UNKNOWN = new Lowest(Integer.MAX_VALUE, Long.MIN_VALUE);

  private final List<Lowest> byQueue = new ArrayList<>();
  private long sessionNanos = Long.MIN_VALUE;
  private long nextNanos = Long.MIN_VALUE;

  /** Whether the session of that time looks at all jobs; the same for each of its actions. */
  boolean due(long nowNanos) {
    if (nowNanos != sessionNanos && nowNanos >= nextNanos) {
      sessionNanos = nowNanos;
      nextNanos = nowNanos + PERIOD_NANOS;
    }
    return nowNanos == sessionNanos;
  }

  /** As {@link Session#lowestBoundPriority}. Cost: the queue's jobs, once in a period. */
  int lowestBoundPriority(Queue queue, long nowNanos) {
    while (byQueue.size() <= queue.id()) {
      byQueue.add(UNKNOWN);
    }
    Lowest known = byQueue.get(queue.id());
    if (known.atNanos == Long.MIN_VALUE || nowNanos - known.atNanos >= PERIOD_NANOS) {
      int lowest = Integer.MAX_VALUE;
      for (Job job : queue.jobs()) {
        lowest = job.counts().bound() > 0 ? Math.min(lowest, job.priority()) : lowest;
      }
      known = new Lowest(lowest, nowNanos);
      byQueue.set(queue.id(), known);
    }
    return known.priority;
  }
}
