package dev.basalt.core.model;

import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.model.Task.Hold;
import dev.basalt.core.resource.Request;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows each pod from its first sight to the release of its room.
 *
 * <p>What a pod shows (its node, phase, deletion) decides its status, with one exception: a pod
 * whose binding is on the way shows no node yet, and stays assumed until the answer comes or it
 * shows one.
 */
final class PodBook {
  private final NodeTable nodes;
  private final Ledger ledger;
  private final JobDirectory directory;
  private final Set<String> schedulerNames;
  private final PodClasses classes;
  private final Map<String, Task> tasks = new HashMap<>();

  /** Pods that were gone before their binding was answered, by UID. */
  private final Map<String, Task> departed = new HashMap<>();

  private final RunTimes runTimes = new RunTimes();
  private final IdPool ids = new IdPool();
  private final Rejections rejections;
  private final BindingsInFlight inFlight;
  private final Seats seats;
  private final Epoch epoch;

  PodBook(
      NodeTable nodes,
      Ledger ledger,
      JobDirectory directory,
      BindingsInFlight inFlight,
      Seats seats,
      Rejections rejections,
      Epoch epoch,
      Set<String> schedulerNames) {
    this.classes =
        new PodClasses(
            nodes.schema(),
            nodes.peers(),
            () -> reclassify(tasks.values()),
            nodes.volumes()::classGone);
    this.nodes = nodes;
    this.ledger = ledger;
    this.directory = directory;
    this.inFlight = inFlight;
    this.seats = seats;
    this.rejections = rejections;
    this.epoch = epoch;
    this.schedulerNames = Set.copyOf(schedulerNames);
  }

  @Nullable Task task(String uid) {
    return tasks.get(uid);
  }

  Collection<Task> tasks() {
    return Collections.unmodifiableCollection(tasks.values());
  }

  RunTimes runTimes() {
    return runTimes;
  }

  void changed(PodSpec pod, long nowNanos) {
    Task task = tasks.get(pod.uid());
    boolean ran = task != null && task.pod.phase() == PodPhase.RUNNING;
    if (task == null) {
      boolean finishedBefore = pod.phase().terminal();
      if (finishedBefore && (!ours(pod) || pod.podGroup() == null)) {
        return;
      }
      Namespace space = directory.namespaces().of(pod.namespace());
      task = new Task(ids.take(), pod, classes.take(pod, space, null), space);
      task.foreign = !ours(pod);
      tasks.put(pod.uid(), task);
      runTimes.follow(task);
      adopt(task);
    } else if (pod.equals(task.pod)) {
      return;
    } else {
      seats.endPromise(task);
      follow(task, pod, nowNanos);
    }
    settle(task, ran, nowNanos);
    recount(task);
    inFlight.review(task);
    directory.namespaces().count(task, !pod.phase().terminal(), nowNanos);
    touch(task);
  }

  void gone(String uid, long nowNanos) {
    Task task = tasks.remove(uid);
    if (task == null) {
      return;
    }
    directory.namespaces().count(task, false, nowNanos);
    if (task.bindingOpen && task.status == TaskStatus.BINDING) {
      departed.put(uid, task);
    }
    if (task.awaitsVolumes) {
      // Nothing was sent that could put it onto its node.
      seats.unseat(task);
    }
    inFlight.answered(task);
    seats.unfollow(task);
    seats.endPromise(task);
    withdraw(task);
    task.gone = true;
    recount(task);
    if (Seats.isExpected(task) && task.node != Task.NO_NODE) {
      ledger.displace(task);
    }
    boolean releasingSinceItEnded = task.pod.phase().terminal();
    if (task.node != Task.NO_NODE && !releasingSinceItEnded) {
      // Taken from the API server without a deletion its node could honour first (forced): the
      // node may go on ending it for the whole grace period.
      long grace = task.pod.deleting() ? 0 : task.pod.gracePeriodMillis();
      seats.release(task, nowNanos, grace);
    }
    ids.give(task.id());
    classes.leaveOnceOffItsNode(task);
    ledger.charge(task, false);
    shareFreed(task);
  }

  /** Keeps the pods of a node that is gone, in case one of that name comes back. */
  void nodeLost(String name, int node) {
    for (Task task : List.copyOf(nodes.tasksOn(node))) {
      if (seats.endPromise(task)) {
        touch(task);
      } else {
        seats.strand(task, name);
      }
    }
    seats.forget(node);
  }

  /** Its place stands, and its binding is sent once its volumes are bound. */
  void volumesAwaited(Task task, long nowNanos) {
    ledger.move(task, TaskStatus.BINDING);
    task.awaitsVolumes = true;
    task.boundNanos = nowNanos;
    helpPeers(task);
    touch(task);
  }

  void bindingSent(Task task, long nowNanos) {
    task.awaitsVolumes = false;
    ledger.move(task, TaskStatus.BINDING);
    task.boundNanos = nowNanos;
    inFlight.sent(task, nowNanos);
    helpPeers(task);
    touch(task);
  }

  void bindingConfirmed(String uid) {
    departed.remove(uid);
    Task task = tasks.get(uid);
    if (task == null) {
      return;
    }
    inFlight.answered(task);
    task.refusals = 0;
    if (task.status == TaskStatus.BINDING) {
      ledger.move(task, task.pod.deleting() ? TaskStatus.RELEASING : TaskStatus.BOUND);
      if (task.node != Task.NO_NODE) {
        ledger.hold(task, Hold.of(task.status));
      }
    }
    touch(task);
  }

  /** Whether there was something to undo. */
  boolean bindingRefused(String uid, long retryNanos) {
    Task gone = departed.remove(uid);
    if (gone != null && gone.node != Task.NO_NODE) {
      ledger.displace(gone);
      epoch.advance();
    }
    Task task = tasks.get(uid);
    if (task == null) {
      return false;
    }
    inFlight.answered(task);
    if (task.status != TaskStatus.BINDING) {
      return false;
    }
    seats.unseat(task);
    task.refusals++;
    task.notBeforeNanos = retryNanos;
    ledger.move(task, TaskStatus.PENDING);
    shareFreed(task);
    touch(task);
    if (task.pod.deleting()) {
      withdraw(task);
    }
    return true;
  }

  void touch(Task task) {
    if (task.job != null) {
      directory.jobs().touch(task.job);
    }
  }

  /** Takes a pod out of its job for good. */
  private void withdraw(Task task) {
    Job job = task.job;
    if (job != null) {
      ledger.leave(task);
      directory.jobs().touch(job);
      directory.discardIfEmpty(job);
    }
  }

  private boolean ours(PodSpec pod) {
    return schedulerNames.contains(pod.schedulerName());
  }

  private void adopt(Task task) {
    if (ours(task.pod)) {
      Job job = directory.jobOf(task.pod);
      ledger.enter(task, job);
      directory.podChanged(job, task.pod);
    }
  }

  /** Takes over a newer version of a pod's object. */
  private void follow(Task task, PodSpec pod, long nowNanos) {
    PodSpec former = task.pod;
    int formerPriority = task.priority();
    boolean otherShape = !pod.shape().equals(former.shape());
    boolean otherJob =
        ours(pod) != ours(former)
            || !Objects.equals(pod.podGroup(), former.podGroup())
            || !pod.taskName().equals(former.taskName());
    Job job = task.job;
    boolean otherPart =
        job != null && !job.subGroupPolicies().isEmpty() && !pod.labels().equals(former.labels());
    if (job != null && (otherShape || otherPart || otherJob)) {
      ledger.leave(task);
    }
    task.pod = pod;
    if (!pod.runTime().equals(former.runTime())) {
      runTimes.follow(task);
    }
    if (otherShape) {
      Request before = task.request();
      reshape(task, job);
      if (task.node != Task.NO_NODE && Rejections.asksForMore(task.request(), before)) {
        task.grownNanos = nowNanos;
      }
    } else if (!pod.labels().equals(former.labels())) {
      reclassify(List.of(task));
    }
    if (otherJob) {
      adopt(task);
    } else if (job != null) {
      if (otherShape || otherPart) {
        boolean started = job.started;
        ledger.enter(task, job);
        job.started = started;
      }
      if (task.priority() != formerPriority) {
        job.pending.unsort();
      }
      directory.podChanged(job, pod);
    }
    if (otherJob && job != null) {
      directory.jobs().touch(job);
      directory.discardIfEmpty(job);
    }
  }

  /** The labels of a namespace changed: its pods may be meant by others than before. */
  void namespaceChanged(Namespace namespace) {
    if (nodes.peers().readsNamespaceLabels()) {
      reclassify(tasks.values().stream().filter(task -> task.namespace() == namespace).toList());
    }
  }

  private void reclassify(Collection<Task> known) {
    for (Task task : known) {
      if (classes.moveToItsClass(task, nodes)) {
        touch(task);
      }
    }
  }

  /** Other pods may see a task otherwise now; those that wait may be helped by it. */
  private void recount(Task task) {
    nodes.recount(task);
    helpPeers(task);
  }

  private void helpPeers(Task task) {
    if (task.podClass.peers() != null) {
      epoch.advance();
    }
  }

  /** Gives the tasks of a job the class that they have in its zone. */
  void rezone(Job job) {
    for (Task task : List.copyOf(job.tasks)) {
      rezone(task, job);
    }
  }

  /** Gives a task the class that it has in its job's zone. */
  void rezone(Task task, Job job) {
    if (!classes.suits(task, job)) {
      boolean started = job.started;
      ledger.leave(task);
      reshape(task, job);
      ledger.enter(task, job);
      job.started = started;
    }
  }

  private void reshape(Task task, @Nullable Job job) {
    int node = task.node;
    Hold hold = task.hold;
    if (node != Task.NO_NODE) {
      ledger.displace(task);
    }
    boolean charged = task.charged;
    ledger.charge(task, false);
    classes.assign(task, job);
    ledger.charge(task, charged);
    shareFreed(task);
    if (node != Task.NO_NODE) {
      ledger.place(task, node, hold);
    }
  }

  private void settle(Task task, boolean ran, long nowNanos) {
    PodSpec pod = task.pod;
    if (pod.phase().terminal()) {
      end(task, ran, nowNanos);
      return;
    }
    if (pod.nodeName() != null) {
      seats.seat(task, pod.nodeName(), nowNanos);
    } else if (task.foreign && task.job == null) {
      seats.expect(task, pod.deleting() ? null : pod.nominatedNode());
      return;
    }
    ledger.move(task, task.shown());
    if (task.node != Task.NO_NODE) {
      ledger.hold(task, Hold.of(task.status));
    }
    if (pod.deleting() && task.status == TaskStatus.PENDING) {
      withdraw(task);
    }
  }

  private void end(Task task, boolean ran, long nowNanos) {
    if (task.pod.nodeName() == null) {
      seats.unseat(task);
    }
    boolean endsNow = task.status != TaskStatus.SUCCEEDED && task.status != TaskStatus.FAILED;
    seats.unfollow(task);
    ledger.move(task, task.shown());
    if (endsNow) {
      runTimes.ended(task, nowNanos);
      shareFreed(task);
    }
    if (!endsNow || task.node == Task.NO_NODE) {
      return;
    }
    RejectionReason rejection =
        task.status == TaskStatus.FAILED ? RejectionReason.of(task.pod.statusReason()) : null;
    if (rejection != null) {
      rejections.add(task, rejection, ran, nowNanos);
    }
    if (rejection != null && !ran) {
      // It never held anything there.
      ledger.displace(task);
      return;
    }
    seats.release(task, nowNanos, 0);
  }

  /** A task holds nothing of its queue's share and its namespace's quota any more. */
  private void shareFreed(Task task) {
    epoch.advance();
    directory.namespaces().ease(task.namespace());
  }
}
