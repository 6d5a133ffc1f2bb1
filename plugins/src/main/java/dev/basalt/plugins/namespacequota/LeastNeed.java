package dev.basalt.plugins.namespacequota;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.PendingTasks;
import dev.basalt.core.resource.Request;

/** What a job must take more of its namespace's quota, at least, so that something can start. */
final class LeastNeed {
  private LeastNeed() {}

  /**
   * The least amount of a dimension: never more than what its pods turn out to take. Exact where
   * they are alike, or where all that wait are needed. Cost: the job's classes.
   */
  static long of(Job job, int dimension) {
    PendingTasks pending = job.pending();
    int needed = needed(job);
    long least = Long.MAX_VALUE;
    long all = 0;
    for (int kind = 0; kind < pending.kinds(); kind++) {
      if (pending.count(kind) > 0) {
        long amount = pending.podClass(kind).request().amountOf(dimension);
        least = Math.min(least, amount);
        all = sum(all, times(amount, pending.count(kind)));
      }
    }
    long ofPods = 0;
    if (needed > 0 && !pending.isEmpty()) {
      ofPods = needed >= pending.size() ? all : times(least, needed);
    }
    return Math.max(ofPods, stated(job, dimension));
  }

  /** What is left to be taken of what a job that is not let in yet says that it needs. */
  private static long stated(Job job, int dimension) {
    Request minimum = job.phase() == GroupPhase.PENDING ? job.minResources() : null;
    return minimum == null ? 0 : minimum.amountOf(dimension) - job.allocated().get(dimension);
  }

  /** Amounts may be anything a person can type. */
  private static long times(long amount, int count) {
    return amount > Long.MAX_VALUE / count ? Long.MAX_VALUE : amount * count;
  }

  private static long sum(long first, long second) {
    return first > Long.MAX_VALUE - second ? Long.MAX_VALUE : first + second;
  }

  private static int needed(Job job) {
    return job.whole() || job.halfStarted() ? 1 : job.minMember() - job.counts().ready();
  }
}
