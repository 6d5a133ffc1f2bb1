package dev.basalt.core.model;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.ResourceQuotaSpec;
import dev.basalt.core.event.ResourceQuotaSpec.Scope;
import dev.basalt.core.resource.Limits;
import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceSchema;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A native ResourceQuota in the engine. The API server charges it when a pod is created, so it
 * holds back groups whose pods are still to be made, and nothing else: a group has room if what its
 * minimum lacks in pods, and what was promised to groups let in before whose pods are not there
 * yet, go into what is left of it.
 *
 * <p>What is used is what the API server says, but no less than what the pods that we see ask for,
 * those included that ended a moment ago: pods and quotas come over two watches, and either may be
 * ahead.
 */
public final class NativeQuota {
  /** How far the watch of pods may be ahead of that of quotas. */
  private static final long AHEAD_NANOS = 500_000_000L;

  /** What a pod used that ended. */
  private static final class Ended {
    final long nanos;
    final long[] amounts;

    Ended(long nanos, long[] amounts) {
      this.nanos = nanos;
      this.amounts = amounts;
    }
  }

  /** Amounts may be anything a person can type; sums of what was promised stay exact below it. */
  private static final long MOST = 1L << 53;

  private ResourceQuotaSpec spec;
  private final Limits hard;
  private final long[] used;
  private final long[] seen;
  private final long[] promised;
  private final IdentityHashMap<Task, long[]> pods = new IdentityHashMap<>();
  private final ArrayDeque<Ended> ended = new ArrayDeque<>(0);
  private final IdentityHashMap<Job, long[]> promises = new IdentityHashMap<>();

  NativeQuota(ResourceQuotaSpec spec, ResourceSchema schema) {
    this.spec = spec;
    this.hard = new Limits(schema, spec.hard());
    this.used = new long[hard.size()];
    this.seen = new long[hard.size()];
    this.promised = new long[hard.size()];
    update(spec);
  }

  public ResourceQuotaSpec spec() {
    return spec;
  }

  /** The number of dimensions limited. */
  public int size() {
    return hard.size();
  }

  public int dimension(int index) {
    return hard.dimension(index);
  }

  /** The limit at an index. */
  public long hard(int index) {
    return hard.amount(index);
  }

  /** What pods that exist use of it. */
  public long used(int index) {
    return Math.max(used[index], seen[index]);
  }

  /** What groups that were let in may still use for pods that are to be made. */
  public long promised(int index) {
    return promised[index];
  }

  /** What is neither used nor promised; below 0 where more is used than allowed. */
  public long left(int index) {
    long left = hard(index) - used(index);
    return left < 0 ? left : left - promised[index];
  }

  /** Whether pods that a group makes are counted, as far as the group tells. */
  public boolean covers(Job job) {
    Request minimum = job.minResources();
    PendingTasks pending = job.pending();
    boolean bestEffort =
        minimum != null
            ? minimum.isBestEffort() && job.minLimits == null
            : !pending.isEmpty() && pending.podClass(0).request().isBestEffort();
    return inScope(bestEffort, job.priorityClass);
  }

  /** Whether as many pods of a group exist as its minimum needs. */
  public boolean allMade(Job job) {
    int made = made(job);
    return job.group() == null || (made > 0 && made >= job.minMember());
  }

  /**
   * What is still to be charged for a group, at an index: what its minimum needs beyond the pods
   * that exist; 0 once these are as many as it needs.
   */
  public long toCome(Job job, int index) {
    PodGroupSpec group = job.group();
    if (group == null || allMade(job)) {
      return 0;
    }
    int made = made(job);
    int dimension = hard.dimension(index);
    Request minimum = job.minResources();
    long stated = minimum == null ? 0 : minimum.amountOf(dimension);
    if (dimension == ResourceSchema.PODS) {
      return Math.max(0, Math.max(stated, group.minMember()) - made);
    }
    long limits = job.minLimits == null ? 0 : job.minLimits.amountOf(dimension);
    return Math.max(0, stated - existing(job, index)) + share(limits, made, group.minMember());
  }

  /**
   * What the pods of a group that exist ask for, at an index; what they are limited to is not
   * known.
   */
  public long existing(Job job, int index) {
    int dimension = hard.dimension(index);
    if (dimension == ResourceSchema.PODS) {
      return made(job);
    }
    long sum = job.allocated().get(dimension);
    PendingTasks pending = job.pending();
    for (int kind = 0; kind < pending.kinds(); kind++) {
      long amount = pending.podClass(kind).request().amountOf(dimension);
      sum += Math.min(MOST, amount) * pending.count(kind);
    }
    return Math.max(0, sum);
  }

  /**
   * The index of the first limit without room for what a group is still to be charged; -1: none.
   */
  public int lacking(Job job) {
    int size = covers(job) ? size() : 0;
    for (int i = 0; i < size; i++) {
      long asked = toCome(job, i);
      if (asked > 0 && asked > left(i)) {
        return i;
      }
    }
    return -1;
  }

  /** Takes over another state of the same rule; returns whether it has more room than before. */
  boolean update(ResourceQuotaSpec newer) {
    boolean roomier = (spec.problem() != null) && (newer.problem() == null);
    spec = newer;
    for (int i = 0; i < used.length; i++) {
      long now = newer.used().get(newer.hard().name(i));
      roomier |= now < used[i];
      used[i] = now;
    }
    return roomier;
  }

  /** Counts what a group was promised, or counts it no longer. */
  void count(Job job) {
    long[] now = null;
    boolean emptied = job.hadTasks && job.tasks.isEmpty();
    if (job.phase == GroupPhase.INQUEUE && !emptied && covers(job)) {
      now = new long[size()];
      boolean any = false;
      for (int i = 0; i < now.length; i++) {
        now[i] = Math.min(MOST, toCome(job, i));
        any |= now[i] > 0;
      }
      now = any ? now : null;
    }
    replace(promised, now == null ? promises.remove(job) : promises.put(job, now), now);
  }

  /**
   * Counts what a pod asks for while it exists.
   *
   * @return whether it has just ended: {@link #settle} is to be called later
   */
  boolean count(Task task, boolean exists, long nowNanos) {
    if (!exists) {
      long[] amounts = pods.remove(task);
      if (amounts != null) {
        ended.add(new Ended(nowNanos, amounts));
      }
      return amounts != null;
    }
    long[] now = null;
    Job job = task.job();
    if (inScope(task.isBestEffort(), job == null ? null : job.priorityClass)) {
      now = new long[size()];
      for (int i = 0; i < now.length; i++) {
        now[i] = Math.min(MOST, task.request().amountOf(hard.dimension(i)));
      }
    }
    replace(seen, now == null ? pods.remove(task) : pods.put(task, now), now);
    return false;
  }

  /** Whether pods ended that still count. */
  boolean unsettled() {
    return !ended.isEmpty();
  }

  /** Lets go what pods used that ended long enough ago; returns whether there were any. */
  boolean settle(long nowNanos) {
    int before = ended.size();
    while (!ended.isEmpty() && nowNanos - ended.getFirst().nanos >= AHEAD_NANOS) {
      replace(seen, ended.removeFirst().amounts, null);
    }
    return ended.size() < before;
  }

  private static void replace(long[] sums, long @Nullable [] before, long @Nullable [] now) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += (now == null ? 0 : now[i]) - (before == null ? 0 : before[i]);
    }
  }

  /** Pods that count towards the minimum: all but those that failed. */
  private static int made(Job job) {
    return job.tasks().size() - job.counts().of(TaskStatus.FAILED);
  }

  private static long share(long limits, int made, int minMember) {
    if (limits == 0 || made == 0) {
      return limits;
    }
    return (long) Math.ceil((double) limits * (minMember - made) / minMember);
  }

  /**
   * Whether every scope is met.
   *
   * @param priorityClass empty for none, null where it is not known
   */
  private boolean inScope(boolean bestEffort, @Nullable String priorityClass) {
    for (int i = 0; i < spec.scopes().size(); i++) {
      boolean met =
          switch (spec.scopes().get(i)) {
            case Scope.BestEffort() -> bestEffort;
            case Scope.NotBestEffort() -> !bestEffort;
            case Scope.NotTerminating() -> true;
            case Scope.Terminating(), Scope.Other(var _) -> false;
            case Scope.PriorityClass scope -> priorityClass != null && scope.selects(priorityClass);
          };
      if (!met) {
        return false;
      }
    }
    return true;
  }
}
