package dev.basalt.sim.replay;

import dev.basalt.core.event.PodPhase;
import dev.basalt.sim.check.Percentiles;
import dev.basalt.sim.cluster.ClusterObserver;
import dev.basalt.sim.cluster.SimulatedPod;
import dev.basalt.sim.time.Timeline;
import dev.basalt.sim.trace.Trace;
import dev.basalt.sim.trace.TraceJob;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Follows every job of a trace from the API server's side. */
final class JobBook implements ClusterObserver {
  /** Waits of the pods of a class, from creation to binding, and counts. */
  static final class ClassAccount {
    final Percentiles waitNanos = new Percentiles();
    int pods;
    int jobs;
    int gangs;
  }

  /** Is told of bindings. */
  @FunctionalInterface
  interface BoundListener {
    /**
     * A pod of a job was bound.
     *
     * @param together how many pods got room at once with it: the gang's minimum when that is
     *     complete, 0 before, 1 after
     */
    void bound(JobProgress job, int together);
  }

  private final Timeline timeline;
  private final RoomBook room;
  private final Map<String, JobProgress> jobs = new HashMap<>();
  private final Set<JobProgress> waiting = new LinkedHashSet<>();
  private final Map<String, ClassAccount> classes = new LinkedHashMap<>();
  private BoundListener onBound = (job, together) -> {};
  private Consumer<JobProgress> onEnded = job -> {};
  private int gangsWaiting;
  private int podsWaiting;
  private int podsBound;

  JobBook(Trace trace, RoomBook room, Timeline timeline) {
    this.room = room;
    this.timeline = timeline;
    for (TraceJob job : trace.jobs()) {
      int queue = room.queue(job.queue());
      boolean placeable = room.placeable(job.shape(), job.minMember(), queue);
      if (jobs.put(job.name(), new JobProgress(job, room.request(job.shape()), queue, placeable))
          != null) {
        throw new IllegalArgumentException("job " + job.name() + " is twice in the trace");
      }
      ClassAccount account = classes.computeIfAbsent(job.workClass(), unseen -> new ClassAccount());
      account.pods += job.pods();
      account.jobs++;
      account.gangs += job.gang() ? 1 : 0;
    }
  }

  /** Sets who is told of each pod that is bound, and of jobs whose last pod has ended. */
  void tell(BoundListener bound, Consumer<JobProgress> ended) {
    onBound = bound;
    onEnded = ended;
  }

  Collection<JobProgress> jobs() {
    return jobs.values();
  }

  /** Jobs that have a pod without a node, in the order in which they began to wait. */
  Collection<JobProgress> waiting() {
    return waiting;
  }

  /** By the class's name, in the order of the trace. */
  Map<String, ClassAccount> classes() {
    return classes;
  }

  /** Gangs that have been submitted and have not started. */
  int gangsWaiting() {
    return gangsWaiting;
  }

  int podsWaiting() {
    return podsWaiting;
  }

  int podsBound() {
    return podsBound;
  }

  @Override
  public void podCreated(SimulatedPod pod) {
    JobProgress job = job(pod);
    if (job == null) {
      return;
    }
    long now = timeline.nanos();
    if (job.createdNanos == JobProgress.NOT_YET) {
      job.createdNanos = now;
      gangsWaiting += job.job.gang() ? 1 : 0;
    }
    if (job.waiting++ == 0) {
      job.gotOn(now);
      waiting.add(job);
    }
    job.alive++;
    podsWaiting++;
    room.wants(job.queue, job.request, 1);
  }

  @Override
  public void podBound(SimulatedPod pod) {
    JobProgress job = job(pod);
    String node = pod.nodeName();
    if (job == null || node == null) {
      return;
    }
    long now = timeline.nanos();
    account(job).waitNanos.add(now - pod.createdNanos());
    noLongerWaits(job);
    podsBound++;
    job.placed++;
    job.gotOn(now);
    int together = job.started() ? 1 : 0;
    if (!job.started() && job.placed >= job.job.minMember()) {
      job.startedNanos = now;
      together = job.job.minMember();
      gangsWaiting -= job.job.gang() ? 1 : 0;
    }
    room.holds(job.queue, node, job.request, 1);
    onBound.bound(job, together);
  }

  @Override
  public void podEnded(SimulatedPod pod) {
    JobProgress job = job(pod);
    if (job != null) {
      leave(job, pod, pod.phase() == PodPhase.FAILED);
    }
  }

  @Override
  public void podRemoved(SimulatedPod pod) {
    JobProgress job = job(pod);
    if (job != null && !pod.phase().terminal()) {
      leave(job, pod, true);
    }
  }

  private void leave(JobProgress job, SimulatedPod pod, boolean lost) {
    room.wants(job.queue, job.request, -1);
    if (pod.nodeName() == null) {
      noLongerWaits(job);
    } else {
      room.holds(job.queue, pod.nodeName(), job.request, -1);
      job.placed -= lost ? 1 : 0;
    }
    if (--job.alive == 0) {
      onEnded.accept(job);
    }
  }

  private void noLongerWaits(JobProgress job) {
    podsWaiting--;
    if (--job.waiting == 0) {
      waiting.remove(job);
    }
  }

  private ClassAccount account(JobProgress job) {
    return classes.computeIfAbsent(job.job.workClass(), unseen -> new ClassAccount());
  }

  private @Nullable JobProgress job(SimulatedPod pod) {
    String group = pod.origin().group();
    return group == null ? null : jobs.get(group);
  }
}
