package dev.basalt.core.model;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.UserSource;
import dev.basalt.core.event.ZoneSelectors;
import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.resource.ResourceVector;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All scheduling state, and the only way to change it. Owned by the engine's thread.
 *
 * <p>Two kinds of calls come in: what a session does comes here; what the cluster reports, and the
 * answers to what was sent, go to {@link #reports}.
 *
 * <p>A pod that is placed counts on its node from that moment (it is <em>assumed</em>) until the
 * API server definitely refuses the binding or shows that the pod went another way. Room of pods
 * that ended counts as free only after the node's release delay.
 */
public final class ClusterState {
  private final ResourceSchema schema = new ResourceSchema();
  private final NodeTable nodes;
  private final Ledger ledger;
  private final ReleaseSchedule releases;
  private final JobDirectory directory;
  private final Rejections rejections;
  private final PodBook pods;
  private final LineBook lines;
  private final Zoning zoning;
  private final Lending lending;
  private final ZoneSelectors selectors = new ZoneSelectors();
  private final Set<Job> nominated = new LinkedHashSet<>();
  private final Epoch epoch = new Epoch();
  private final ClusterReports reports;
  private long wokenEpoch = -1;

  /**
   * Makes an empty state.
   *
   * @param schedulerNames pods that name one of these are ours
   * @param defaultQueue the queue of jobs that name none
   * @param releaseDelayNanos how long a node takes to release the room of a pod that ended
   */
  public ClusterState(Set<String> schedulerNames, String defaultQueue, long releaseDelayNanos) {
    this(schedulerNames, defaultQueue, releaseDelayNanos, ZoneScope.ALL);
  }

  /** The same for a scheduler of some zones. */
  public ClusterState(
      Set<String> schedulerNames, String defaultQueue, long releaseDelayNanos, ZoneScope scope) {
    this.nodes = new NodeTable(schema, scope);
    this.ledger = new Ledger(nodes);
    this.releases = new ReleaseSchedule(releaseDelayNanos);
    this.directory = new JobDirectory(schema, ledger, defaultQueue);
    this.lines = new LineBook(directory);
    BindingsInFlight inFlight = new BindingsInFlight(nodes);
    Seats seats = new Seats(nodes, ledger, releases, inFlight, epoch);
    this.rejections = new Rejections(nodes, releases);
    this.pods =
        new PodBook(nodes, ledger, directory, inFlight, seats, rejections, epoch, schedulerNames);
    this.zoning = new Zoning(scope, nodes, ledger, directory, pods, seats);
    this.lending = new Lending(nodes, directory);
    this.reports = new ClusterReports(nodes, directory, pods, seats, zoning, selectors, epoch);
  }

  /** Takes what the cluster reports, and the answers to what was sent. */
  public ClusterReports reports() {
    return reports;
  }

  /** Which zone a node belongs to, where zones say so by selectors. */
  public ZoneSelectors zoneSelectors() {
    return selectors;
  }

  /** Which zones lend their room now, and which of their own jobs need it. */
  public Lending lending() {
    return lending;
  }

  public NodeTable nodes() {
    return nodes;
  }

  public ResourceSchema schema() {
    return schema;
  }

  /** Every queue that exists or that a job names; not to be changed. */
  public List<Queue> queues() {
    return directory.queues();
  }

  /** The lines in which jobs wait for others of their queue. */
  public LineBook lines() {
    return lines;
  }

  /** Every namespace that was told of or that a pod or group is in; not to be changed. */
  public List<Namespace> namespaces() {
    return directory.namespaces().all();
  }

  /** Whose the jobs of the queues are. */
  public UserBook users() {
    return directory.users();
  }

  /**
   * Reads the users of jobs from elsewhere from now on, or lets their past count in another way.
   *
   * @param halfLifeNanos after how long what was held counts half, 0 for not at all
   */
  public void followUsers(UserSource source, long halfLifeNanos) {
    directory.followUsers(source, halfLifeNanos);
  }

  /** From now on, what users hold by now counts towards their past. */
  public void settleUsers(long nowNanos, long nowMillis) {
    UserBook users = directory.users();
    users.settle(nowNanos);
    users.rebuild(jobs().all(), nowNanos, nowMillis);
  }

  public JobSet jobs() {
    return directory.jobs();
  }

  /** The task of a pod, null if the pod is not known. */
  public @Nullable Task task(String podUid) {
    return pods.task(podUid);
  }

  /** The tasks of all known pods, of every scheduler; not to be changed. */
  public Collection<Task> tasks() {
    return pods.tasks();
  }

  /** The job of a PodGroup, null if neither the group nor a pod of it is known. */
  public @Nullable Job group(String namespace, String name) {
    return directory.group(namespace + "/" + name);
  }

  /** Whether it is known of any pod how long it runs. */
  public boolean estimated() {
    return pods.runTimes().known() || directory.estimated();
  }

  /** Grows whenever something happened that might let a waiting job start. */
  public long epoch() {
    return epoch.now();
  }

  /** Pods that nodes turned away so far, by reason and cause. */
  public RejectionCounts rejections() {
    return rejections.counts();
  }

  /** Whether a claimed gang may be given back, as nothing of it is bound and it may go anywhere. */
  public boolean mayBeGivenBack(Job job) {
    return zoning.mayBeGivenBack(job);
  }

  /** The gangs that are claimed here but went to another scheduler's zone. */
  public Set<Job> strayClaims() {
    return zoning.strayClaims();
  }

  /** A gang is given back, as there was no place for it, and not claimed again before a time. */
  public void givenBack(Job job, long claimNotBeforeNanos) {
    job.givenBack = true;
    job.claimNotBeforeNanos = claimNotBeforeNanos;
  }

  /** Whether another instance may start the gang too, so that it must be claimed first. */
  public boolean mustBeClaimed(Job job) {
    return zoning.mustBeClaimed(job);
  }

  /**
   * When {@link ClusterReports#releaseDue} has work next, {@link Long#MAX_VALUE} if nothing waits.
   */
  public long nextReleaseNanos() {
    return releases.nextNanos();
  }

  // What a session does.

  /** Places a pending task on a node: it counts there from now on. */
  public void place(Task task, int node) {
    ledger.move(task, TaskStatus.ALLOCATED);
    ledger.place(task, node, Task.Hold.USED);
  }

  /** Promises a pending task room on a node that is still being released. */
  public void pipeline(Task task, int node) {
    ledger.move(task, TaskStatus.PIPELINED);
    ledger.place(task, node, Task.Hold.PIPELINED);
  }

  /** Keeps what was promised to a job's tasks from session to session. */
  public void nominate(Job job) {
    if (nominated.add(job)) {
      directory.jobs().touch(job);
    }
  }

  /** The jobs to which room is promised, in the order of their promises. */
  public List<Job> nominated() {
    nominated.removeIf(job -> !job.nominated());
    return List.copyOf(nominated);
  }

  /** Ends what was promised to a job: others may have the room. */
  public void endNomination(Job job) {
    if (nominated.remove(job) || job.nominated()) {
      for (Task task : List.copyOf(job.tasks)) {
        if (task.status() == TaskStatus.PIPELINED) {
          endPromise(task);
        }
      }
      planNotBefore(job, false, Long.MIN_VALUE);
      planNotBefore(job, true, Long.MIN_VALUE);
      directory.jobs().touch(job);
      epoch.advance();
    }
    directory.namespaces().ease(job.namespace());
  }

  /** Notes when evictions for a job may be planned again, as they could not be now. */
  public void planNotBefore(Job job, boolean fromOthers, long nanos) {
    if (fromOthers) {
      job.reclaimNotBeforeNanos = nanos;
    } else {
      job.preemptNotBeforeNanos = nanos;
    }
  }

  /** An eviction was refused: the pod stays, and nobody tries again until a time. */
  public void evictionRefused(Task task, long untilNanos) {
    if (task.evicting) {
      task.spareUntilNanos = untilNanos;
      undoEviction(task);
      epoch.advance();
    }
  }

  /**
   * Takes back {@link #place} or {@link #pipeline}. Nobody is woken: what was found to have no room
   * was found so without this.
   */
  public void unplace(Task task) {
    ledger.retract(task);
    ledger.move(task, TaskStatus.PENDING);
    if (task.job != null) {
      directory.jobs().list(task.job);
    }
  }

  /** Takes back what was kept for a task: others may have the room if it is not kept again. */
  public void endPromise(Task task) {
    nodes.rose(task.node);
    unplace(task);
  }

  /** Room that was kept for tasks is kept no longer. */
  public void promisesEnded() {
    epoch.advance();
    directory.jobs().parked().wakeForRoom();
    directory.namespaces().easeAll();
  }

  /** A placed task's binding is on its way. */
  public void bindingSent(Task task, long nowNanos) {
    pods.bindingSent(task, nowNanos);
  }

  /** A placed task's binding will be sent once its volumes are bound. */
  public void volumesAwaited(Task task, long nowNanos) {
    pods.volumesAwaited(task, nowNanos);
  }

  /** Counts a bound task as on its way out. */
  public void evict(Task task) {
    task.evicting = true;
    ledger.move(task, TaskStatus.RELEASING);
    if (task.node != Task.NO_NODE) {
      ledger.hold(task, Task.Hold.RELEASING);
    }
    pods.touch(task);
  }

  /** Takes back {@link #evict}. */
  public void undoEviction(Task task) {
    if (task.evicting) {
      task.evicting = false;
      ledger.move(task, task.shown());
      if (task.node != Task.NO_NODE) {
        ledger.hold(task, Task.Hold.of(task.status));
      }
      pods.touch(task);
    }
  }

  /** Sets a job's phase. */
  public void phase(Job job, GroupPhase phase) {
    directory.phase(job, phase);
  }

  /** Notes why a job waits, null when it does not. */
  public void waiting(Job job, @Nullable Wait why) {
    lending.noted(job, why);
    if (!Objects.equals(job.wait, why)) {
      job.wait = why;
      directory.jobs().note(job);
    }
  }

  /**
   * Sets a job aside until the {@link #epoch} grows, the job itself changes, or a time has come.
   *
   * @param untilNanos {@link Long#MAX_VALUE} where only an event can help
   */
  public void park(Job job, long untilNanos) {
    directory.jobs().parked().park(job, untilNanos);
  }

  /**
   * Sets a job aside that lacks room, until a node that takes one of its pods has more of it, the
   * job itself changes, or a time has come.
   *
   * @param untilNanos {@link Long#MAX_VALUE} where only an event can help
   */
  public void parkForRoom(Job job, long untilNanos) {
    directory.jobs().parked().parkForRoom(job, untilNanos, nodes.rises());
  }

  /**
   * Sets a job aside that its namespace holds back, until the namespace's pods hold less or its
   * object changes, the job itself changes, or a time has come.
   *
   * @param untilNanos {@link Long#MAX_VALUE} where only an event can help
   */
  public void parkForNamespace(Job job, long untilNanos) {
    directory.jobs().parked().parkForNamespace(job, untilNanos);
  }

  /**
   * Notes whether a job could not start even if the nodes were empty: no share is kept for it then.
   */
  public void asksInVain(Job job, boolean inVain) {
    ResourceVector asked = null;
    if (inVain) {
      asked = new ResourceVector();
      PendingTasks pending = job.pending;
      for (int kind = 0; kind < pending.kinds(); kind++) {
        Request request = pending.podClass(kind).request();
        for (int i = 0; i < request.size(); i++) {
          asked.add(request.dimension(i), request.amount(i) * pending.count(kind));
        }
      }
    }
    if (ledger.askInVain(job, asked)) {
      epoch.advance();
    }
  }

  /** Has jobs looked at again that are set aside. */
  public void wake(Iterable<Job> jobs) {
    jobs.forEach(directory.jobs().parked()::unpark);
  }

  /** Notes whether a reservation keeps room for a job: then its admission need not. */
  public void reserved(Job job, boolean reserved) {
    if (job.reserved != reserved) {
      job.reserved = reserved;
      ledger.recountInqueue(job);
    }
  }

  /** Withholds from the queues' demand what the quotas of namespaces leave nothing for. */
  public void withholdDemand() {
    directory.namespaces().withhold(directory.queues());
  }

  /**
   * Wakes the jobs whose time has come, those whose namespace may let them in and, if anything
   * happened, those that wait for anything.
   *
   * @return whether anything happened: if so, those that wait for room are to be looked at
   */
  public boolean wakeParked(long nowNanos) {
    ParkingLot parked = directory.jobs().parked();
    parked.wakeDue(nowNanos);
    directory.namespaces().wake(parked, nowNanos);
    if (wokenEpoch == epoch()) {
      return false;
    }
    wokenEpoch = epoch();
    parked.wakeForAnything();
    return true;
  }

  /** Forgets what was concluded under another policy: which jobs wait, and the order of tasks. */
  public void policyChanged() {
    nominated().forEach(this::endNomination);
    for (Job job : directory.jobs().all()) {
      job.pending.unsort();
      directory.jobs().touch(job);
    }
  }

  /**
   * Lets go of what waits for a session, as there will be none soon: whoever begins to lead looks
   * at every job anew.
   */
  public void standBy(long nowNanos) {
    directory.namespaces().settle(nowNanos);
    directory.jobs().active();
    directory.jobs().takeChanged();
  }

  /** Goes on where another leader left off: with the phases that it stored. */
  public void adoptStoredPhases() {
    directory.adoptStoredPhases();
  }

  /**
   * Notes since when a job waits for pending bindings alone; {@link Long#MIN_VALUE}: it does not.
   */
  public void excludedSince(Job job, long nanos) {
    job.excludedSinceNanos = nanos;
  }

  /** Notes that a gang has reached its minimum. */
  public void started(Together gang) {
    switch (gang) {
      case Job job -> job.started = true;
      case SubGroup subGroup -> subGroup.started = true;
    }
    incompleteSince(gang, Long.MIN_VALUE);
  }

  /** Notes since when a gang is part-bound; {@link Long#MIN_VALUE}: it is not. */
  public void incompleteSince(Together gang, long nanos) {
    switch (gang) {
      case Job job -> job.incompleteSinceNanos = nanos;
      case SubGroup subGroup -> subGroup.incompleteSinceNanos = nanos;
    }
  }

  /** Notes the reason last reported on a pod; returns whether it is another one than before. */
  public boolean reported(Task task, @Nullable String reason) {
    boolean news = !Objects.equals(task.reportedReason, reason);
    task.reportedReason = reason;
    return news;
  }
}
