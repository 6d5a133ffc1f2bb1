package dev.basalt.plugins.reference;

import dev.basalt.plugins.reference.NaivePod.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The plain double loop: for each pod in order, look at every node. What it may do, it does at
 * once; nothing is cached, and everything is looked at each time.
 */
final class NaiveScheduler {
  private final NaiveCluster cluster;
  private final List<String> bindings = new ArrayList<>();
  private final List<NaivePod> reserved = new ArrayList<>();
  private long now;

  NaiveScheduler(NaiveCluster cluster) {
    this.cluster = cluster;
  }

  /** Decides until there is nothing more to decide; returns the bindings as {@code pod>node}. */
  List<String> decide(long nowNanos) {
    now = nowNanos;
    bindings.clear();
    cluster.releaseDue(now);
    int before;
    do {
      before = bindings.size();
      cluster.jobs.values().forEach(NaiveJob::observe);
      allocate();
      backfill();
      before = endReservations() ? -1 : before;
    } while (bindings.size() > before);
    return List.copyOf(bindings);
  }

  /** Whether room that was kept is kept no longer: then it is there for everybody. */
  private boolean endReservations() {
    List<NaivePod> before = cluster.reservedBefore;
    cluster.reservedBefore = new ArrayList<>();
    for (NaivePod pod : reserved) {
      cluster.unplace(pod);
    }
    for (NaivePod pod : reserved) {
      NaiveJob job = cluster.jobOf(pod);
      (job != null && job.halfStarted() ? cluster.reservedBefore : before).add(pod);
    }
    reserved.clear();
    before.removeAll(cluster.reservedBefore);
    if (before.isEmpty()) {
      return false;
    }
    cluster.somethingHappened();
    return true;
  }

  private void allocate() {
    List<NaiveJob> half = new ArrayList<>();
    List<NaiveJob> waiting = new ArrayList<>();
    for (NaiveJob job : cluster.jobs.values()) {
      boolean leftToBackfill = job.count(Standing.PENDING) == job.pendingBestEffort();
      if (!worthTrying(job) || (leftToBackfill && job.mayStart() && !job.halfStarted())) {
        continue;
      }
      (job.halfStarted() ? half : waiting).add(job);
    }
    half.sort(this::compareWithQueues);

    for (NaiveJob job : half) {
      if (place(job)) {
        waiting.add(job);
      }
    }
    while (!waiting.isEmpty()) {
      NaiveJob first = waiting.stream().min(this::compareWithQueues).orElseThrow();
      waiting.remove(first);
      if (place(first)) {
        waiting.add(first);
      }
    }
  }

  private boolean worthTrying(NaiveJob job) {
    boolean setAside = job.parked && now < job.parkedUntilNanos;
    return !setAside
        && cluster.queues.containsKey(job.queue)
        && job.possible()
        && job.count(Standing.PENDING) > 0;
  }

  /** All that a gang needs to start, or one pod more; returns whether it may get more. */
  private boolean place(NaiveJob job) {
    boolean half = job.halfStarted();

    boolean bestEffortToo = !job.whole();
    boolean somethingWaits = false;
    long retryNanos = Long.MAX_VALUE;
    List<NaivePod> placed = new ArrayList<>();
    List<String> decided = new ArrayList<>();
    for (NaivePod pod : job.pending()) {
      if (pod.bestEffort() && !bestEffortToo) {
        continue;
      }
      boolean pauses = pod.notBeforeNanos > now;
      if (pauses && !pod.gated) {
        retryNanos = Math.min(retryNanos, pod.notBeforeNanos);
      }
      boolean stays = pod.gated || (pauses && !half) || cluster.quotaObjection(pod) != null;
      NaiveNode node = stays ? null : cluster.best(pod);
      if (node == null || pauses) {
        somethingWaits = true;
      }
      if (node != null) {
        cluster.place(pod, node, Standing.RESERVED);
        placed.add(pod);
        decided.add(pauses ? "" : pod + ">" + node.name());
        if (!pauses && job.mayStart()) {
          break;
        }
      }
    }
    if (!placed.isEmpty() && (job.mayStart() || half)) {
      commit(job, placed, decided);
      // Kept room counts as placed in this round only: more comes in the next.
      return job.count(Standing.RESERVED) == 0 && job.count(Standing.PENDING) > 0;
    }
    placed.reversed().forEach(cluster::unplace);
    boolean forBackfill = job.pendingBestEffort() > 0 && job.mayStart();
    if (somethingWaits && !forBackfill && !job.halfStarted()) {
      job.parked = true;
      job.parkedUntilNanos = retryNanos;
    }
    return false;
  }

  private void commit(NaiveJob job, List<NaivePod> placed, List<String> decided) {
    for (int i = 0; i < placed.size(); i++) {
      NaivePod pod = placed.get(i);
      if (decided.get(i).isEmpty()) {
        reserved.add(pod);
      } else {
        pod.standing = Standing.BINDING;
        pod.unanswered = true;
        bindings.add(decided.get(i));
        job.parked = false;
      }
    }
  }

  private void backfill() {
    List<NaiveJob> waiting = new ArrayList<>();
    for (NaiveJob job : cluster.jobs.values()) {
      boolean keepsRoom = job.count(Standing.RESERVED) > 0;
      if (worthTrying(job) && !keepsRoom && job.pendingBestEffort() > 0 && job.mayStart()) {
        waiting.add(job);
      }
    }
    while (!waiting.isEmpty()) {
      NaiveJob first = waiting.stream().min(this::compareWithQueues).orElseThrow();
      waiting.remove(first);
      for (NaivePod pod : first.pending()) {
        boolean waits =
            pod.gated
                || pod.notBeforeNanos > now
                || !pod.bestEffort()
                || cluster.quotaObjection(pod) != null;
        NaiveNode node = waits ? null : cluster.best(pod);
        if (node != null) {
          cluster.place(pod, node, Standing.RESERVED);
          commit(first, List.of(pod), List.of(pod + ">" + node.name()));
        }
      }
    }
  }

  private int compareWithQueues(NaiveJob first, NaiveJob second) {
    if (!first.queue.equals(second.queue)) {
      return compareQueues(first.queue, second.queue);
    }
    return (cluster.sharesByUser ? fairly() : JOBS).compare(first, second);
  }

  /** The queue that holds fewer pods for its weight, then the lower name (all are equally old). */
  private int compareQueues(String first, String second) {
    long ofFirst = cluster.podsHeld(first) * weight(second);
    long ofSecond = cluster.podsHeld(second) * weight(first);
    return ofFirst != ofSecond ? Long.compare(ofFirst, ofSecond) : first.compareTo(second);
  }

  private int weight(String queue) {
    @Nullable Integer weight = cluster.queues.get(queue);
    return weight == null ? 1 : weight;
  }

  private static final Comparator<NaiveJob> JOBS =
      Comparator.<NaiveJob>comparingInt(job -> -job.priority)
          .thenComparing(job -> !job.incomplete)
          .thenComparing(NaiveScheduler::wantsMore)
          .thenComparingLong(job -> job.createdMillis)
          .thenComparing(NaiveScheduler::uidOf);

  /** Users, who are namespaces, stand between gangs and priorities. */
  private Comparator<NaiveJob> fairly() {
    return Comparator.<NaiveJob, Boolean>comparing(job -> !job.incomplete)
        .thenComparing(NaiveScheduler::wantsMore)
        .thenComparingDouble(job -> cluster.dominantShare(job.queue, job.namespace))
        .thenComparing(JOBS);
  }

  private static boolean wantsMore(NaiveJob job) {
    return job.minMember > 1 && job.enough();
  }

  private static String uidOf(NaiveJob job) {
    return job.bare ? job.pods.getFirst().uid() : job.uid();
  }
}
