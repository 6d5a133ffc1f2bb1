package dev.basalt.core.session;

import dev.basalt.core.model.ChangeLog;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.ParkingLot;
import dev.basalt.core.model.PendingTasks;
import dev.basalt.core.model.PodClass;
import java.util.Collection;
import java.util.List;

/**
 * Counts before anything is tried: each class's index knows how many more pods of the class the
 * nodes take. What a job could place at most is the sum over its classes; a job that needs more
 * cannot start, however its pods are put. Nodes with bindings in flight count too: waiting for them
 * would not help such a job.
 *
 * <p>The sum is an upper bound because placing a pod never makes a filter accept more (see {@code
 * Reach}), and because the same room may be counted for several classes. Where a filter that looks
 * at the whole cluster may accept more once others are placed, nothing is ruled out by counting.
 *
 * <p>Cost: the job's classes, one for most jobs. To wake those that wait for room: per class that
 * jobs wait for, the nodes that rose since it was asked last.
 */
final class RoomCheck {
  private static final long REWORD_NANOS = 5_000_000_000L;
  private static final int FEW = 20;

  private final ClusterState state;
  private final HookTable hooks;
  private final NodeChooser chooser;
  private long wordedVersion;
  private long wordedChanges;
  private long wordedNanos;

  RoomCheck(ClusterState state, HookTable hooks, NodeChooser chooser) {
    this.state = state;
    this.hooks = hooks;
    this.chooser = chooser;
  }

  /** How many of a job's pending pods could be placed at most. */
  long fitting(Job job) {
    PendingTasks pending = job.pending();
    long fitting = 0;
    for (int kind = 0; kind < pending.kinds(); kind++) {
      long slots = chooser.index(pending.podClass(kind), false).slots();
      fitting += Math.min(pending.count(kind), slots);
    }
    return fitting;
  }

  /** Whether a job could get what it needs to start, or one pod more if it has that. */
  boolean enough(Job job) {
    PendingTasks pending = job.pending();
    for (int kind = 0; !hooks.clusterFilters.isEmpty() && kind < pending.kinds(); kind++) {
      if (hooks.mayAcceptLater(pending.podClass(kind))) {
        return true;
      }
    }
    return fits(job);
  }

  /** Whether a job could get that without others of it being placed first. */
  boolean fits(Job job) {
    return fitting(job) >= needed(job);
  }

  /** Whether it could on a cluster where no pod runs. */
  boolean everEnough(Job job) {
    PendingTasks pending = job.pending();
    long fitting = 0;
    for (int kind = 0; kind < pending.kinds(); kind++) {
      if (chooser.possible(pending.podClass(kind))) {
        fitting += pending.count(kind);
      }
    }
    return fitting >= needed(job);
  }

  /**
   * The jobs that lack room and are to be told anew how much, as their numbers are old and were not
   * said a moment ago: all of them if nodes came, went or changed, though none that could help, and
   * a few if only room was taken or given back. What nobody can read at once is not worth writing.
   */
  Collection<Job> withOldWords(long nowNanos) {
    long version = state.nodes().specVersion();
    long changes = state.nodes().changes().head();
    boolean moment = wordedVersion != 0 && nowNanos - wordedNanos < REWORD_NANOS;
    if (moment || (version == wordedVersion && changes == wordedChanges)) {
      return List.of();
    }
    int most = version == wordedVersion ? FEW : Integer.MAX_VALUE;
    wordedVersion = version;
    wordedChanges = changes;
    wordedNanos = nowNanos;
    return state.jobs().parked().lackingRoom(most);
  }

  /** Wakes the jobs that waited for room and for which there may be enough of it now. */
  void wake() {
    ParkingLot parked = state.jobs().parked();
    ChangeLog rises = state.nodes().rises();
    for (int id = parked.nextClass(0); id >= 0; id = parked.nextClass(id + 1)) {
      long seen = parked.seenRises(id);
      boolean volumesMoved = parked.volumesMoved(id, state.nodes().volumes());
      if (seen == rises.head() && !volumesMoved) {
        continue;
      }
      parked.seenRises(id, rises.head());
      if (volumesMoved || !rises.remembers(seen) || anyTakes(parked.podClass(id), rises, seen)) {
        parked.wakeForRoom(id, this::enough);
      }
    }
  }

  /**
   * How many of a job's pending pods must be placed so that something can be bound. All of them
   * where it lacks pods: that is for others to find out.
   */
  static int needed(Job job) {
    int needed = job.whole() ? 1 : job.minMember() - job.counts().ready();
    return Math.min(needed, job.pending().size());
  }

  private boolean anyTakes(PodClass podClass, ChangeLog rises, long from) {
    NodeTable nodes = state.nodes();
    for (long position = from; position < rises.head(); position++) {
      int node = rises.nodeAt(position);
      if (rises.isLatest(position)
          && nodes.isTarget(node)
          && nodes.fitsIdle(podClass.request(), node)
          && hooks.rejection(podClass, node, nodes) == null) {
        return true;
      }
    }
    return false;
  }
}
