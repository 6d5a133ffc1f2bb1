package dev.basalt.core.model;

import dev.basalt.core.event.NodeZoneSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which zones lend their room now, and which of their own jobs need it.
 *
 * <p>A zone lends while none of its jobs waits for room and none is yet to be tried, and again a
 * moment after. Cost: nothing in a cluster where no zone lends; else the active jobs and those in
 * need in each session, and all jobs when a zone begins to lend again.
 */
public final class Lending {
  /** Lending begins so long after the need ended: each turn looks at a whole zone anew. */
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private static final class Need {
    @Nullable Wait notice;
    long notBeforeNanos = Long.MIN_VALUE;
  }

  private final NodeTable nodes;
  private final JobDirectory directory;
  private final Map<Job, Need> needs = new LinkedHashMap<>();
  private final Map<String, Long> neededNanos = new HashMap<>();

  Lending(NodeTable nodes, JobDirectory directory) {
    this.nodes = nodes;
    this.directory = directory;
  }

  /** The jobs of zones that lend which wait for room there, in the order in which they began to. */
  public List<Job> inNeed() {
    return needs.isEmpty() ? List.of() : List.copyOf(needs.keySet());
  }

  /** What is said to a job while whoever borrowed its zone's room is to leave; null before. */
  public @Nullable Wait notice(Job job) {
    Need need = needs.get(job);
    return need == null ? null : need.notice;
  }

  /** When room is to be taken back for a job, monotonic nanoseconds. */
  public long notBeforeNanos(Job job) {
    Need need = needs.get(job);
    return need == null ? Long.MIN_VALUE : need.notBeforeNanos;
  }

  /** Notice was given for a job: room is taken back for it at a time. */
  public void giveNotice(Job job, Wait notice, long untilNanos) {
    Need need = needs.get(job);
    if (need != null) {
      need.notice = notice;
      need.notBeforeNanos = untilNanos;
    }
  }

  /** Nothing can be taken back for a job before a time. */
  public void giveUp(Job job, long nanos) {
    Need need = needs.get(job);
    if (need != null) {
      need.notBeforeNanos = nanos;
    }
  }

  /** Whether a pod is on room that its node's zone lent to another. */
  public boolean isBorrowed(Task task) {
    Job job = task.job;
    if (job == null || job.zone == null || task.node == Task.NO_NODE) {
      return false;
    }
    String zone = nodes.spec(task.node).zone();
    return !zone.equals(job.zone) && nodes.zones().lender(zone) != null;
  }

  /** A job waits for something, null for nothing. */
  void noted(Job job, @Nullable Wait why) {
    if (job.zone == null || !nodes.zones().anyLends()) {
      return;
    }
    boolean inNeed =
        why != null && nodes.zones().lender(job.zone) != null && mayNeedRoom(why.reason());
    if (!inNeed) {
      needs.remove(job);
    } else if (!needs.containsKey(job)) {
      needs.put(job, new Need());
    }
  }

  /**
   * Decides which zones lend from now on.
   *
   * @param mayEverFit whether a job could start on nodes where nothing runs
   * @return when to look again, {@link Long#MAX_VALUE} if only an event changes anything
   */
  public long settle(long nowNanos, Predicate<Job> mayEverFit) {
    NodeZones zones = nodes.zones();
    if (!zones.anyLends()) {
      needs.clear();
      return Long.MAX_VALUE;
    }
    needs.keySet().removeIf(job -> job.gone || job.elsewhere || lender(job) == null);
    Set<String> needed = needed(mayEverFit);
    long again = Long.MAX_VALUE;
    for (NodeZoneSpec zone : zones.described()) {
      if (!zone.lends()) {
        continue;
      }
      if (needed.contains(zone.name())) {
        neededNanos.put(zone.name(), nowNanos);
      }
      Long last = neededNanos.get(zone.name());
      long until = last == null ? Long.MIN_VALUE : last + PAUSE_NANOS;
      boolean keep = nowNanos < until;
      if (keep) {
        again = Math.min(again, until);
      }
      if (zones.keep(zone.name(), keep)) {
        nodes.reconsiderZone(zone.name());
        if (!keep) {
          wakeBorrowers(zone);
        }
      }
    }
    return again;
  }

  private Set<String> needed(Predicate<Job> mayEverFit) {
    Set<String> needed = new HashSet<>();
    for (Job job : needs.keySet()) {
      NodeZoneSpec zone = lender(job);
      if (zone != null
          && job.wait != null
          && needsRoom(job.wait.reason())
          && !needed.contains(zone.name())
          && mayEverFit.test(job)) {
        needed.add(zone.name());
      }
    }
    for (Job job : directory.jobs().active()) {
      NodeZoneSpec zone = job.wait == null && !job.pending.isEmpty() ? lender(job) : null;
      if (zone != null) {
        needed.add(zone.name());
      }
    }
    return needed;
  }

  private @Nullable NodeZoneSpec lender(Job job) {
    return job.zone == null ? null : nodes.zones().lender(job.zone);
  }

  private void wakeBorrowers(NodeZoneSpec zone) {
    List<Job> borrowers = new ArrayList<>();
    for (Job job : directory.jobs().all()) {
      if (job.zone != null && zone.lendTo().contains(job.zone) && !job.pending.isEmpty()) {
        borrowers.add(job);
      }
    }
    borrowers.forEach(directory.jobs()::touch);
  }

  /** Whether a job that waits for this lacks room, whatever its queue may have. */
  private static boolean needsRoom(WaitReason reason) {
    return switch (reason) {
      case NOT_ENOUGH_RESOURCES, FRAGMENTED, NO_NODE_MATCHES, RESERVATION, EVICTIONS, LENT -> true;
      default -> false;
    };
  }

  /** The same, or what was lent may count against it where it is let in or in its queue. */
  private static boolean mayNeedRoom(WaitReason reason) {
    return needsRoom(reason)
        || reason == WaitReason.QUEUE_SHARE
        || reason == WaitReason.NOT_ENQUEUED;
  }
}
