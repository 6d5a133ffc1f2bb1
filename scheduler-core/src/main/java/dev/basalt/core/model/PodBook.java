package dev.basalt.core.model;

import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.model.Task.Hold;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
  private final ReleaseSchedule releases;
  private final Set<String> schedulerNames;
  private final PodClasses classes;
  private final Map<String, Task> tasks = new HashMap<>();
  private final StrayPods strays = new StrayPods();

  /** Pods that were gone before their binding was answered, by UID. */
  private final Map<String, Task> departed = new HashMap<>();

  private final IdPool ids = new IdPool();
  private long outOfResourceRejections;
  private long freed;

  PodBook(
      NodeTable nodes,
      Ledger ledger,
      JobDirectory directory,
      ReleaseSchedule releases,
      Set<String> schedulerNames) {
    this.classes = new PodClasses(nodes.schema());
    this.nodes = nodes;
    this.ledger = ledger;
    this.directory = directory;
    this.releases = releases;
    this.schedulerNames = Set.copyOf(schedulerNames);
  }

  @Nullable Task task(String uid) {
    return tasks.get(uid);
  }

  Collection<Task> tasks() {
    return Collections.unmodifiableCollection(tasks.values());
  }

  long outOfResourceRejections() {
    return outOfResourceRejections;
  }

  /** Grows each time room or part of a queue's share became free. */
  long freed() {
    return freed;
  }

  void changed(PodSpec pod, long nowNanos) {
    Task task = tasks.get(pod.uid());
    if (task == null) {
      boolean finishedBefore = pod.phase().terminal();
      if (finishedBefore && (!ours(pod) || pod.podGroup() == null)) {
        return;
      }
      Namespace space = directory.namespaces().of(pod.namespace());
      task = new Task(ids.take(), pod, classes.of(pod.shape()), space);
      task.foreign = !ours(pod);
      tasks.put(pod.uid(), task);
      adopt(task);
    } else if (pod.equals(task.pod)) {
      return;
    } else {
      endPromise(task);
      follow(task, pod);
    }
    settle(task, nowNanos);
    touch(task);
  }

  void gone(String uid, long nowNanos) {
    Task task = tasks.remove(uid);
    if (task == null) {
      return;
    }
    if (task.bindingOpen && task.status == TaskStatus.BINDING) {
      departed.put(uid, task);
    }
    closeBinding(task);
    endPromise(task);
    withdraw(task);
    strays.remove(task);
    boolean releasingSinceItEnded = task.pod.phase().terminal();
    if (task.node != Task.NO_NODE && !releasingSinceItEnded) {
      // Taken from the API server without a deletion its node could honour first (forced): the
      // node may go on ending it for the whole grace period.
      long grace = task.pod.deleting() ? 0 : task.pod.gracePeriodMillis();
      release(task, nowNanos, grace);
    }
    ids.give(task.id());
    ledger.charge(task, false);
    shareFreed(task);
  }

  /** Seats the pods that were seen on a node before the node itself. */
  void nodeAppeared(String name, int node) {
    for (Task task : strays.takeAll(name)) {
      ledger.place(task, node, holdFor(task.status));
    }
  }

  /** Keeps the pods of a node that is gone, in case one of that name comes back. */
  void nodeLost(String name, int node) {
    for (Task task : List.copyOf(nodes.tasksOn(node))) {
      if (endPromise(task)) {
        touch(task);
        continue;
      }
      uncountBinding(task);
      ledger.displace(task);
      if (tasks.get(task.uid()) == task && !task.pod.phase().terminal()) {
        strays.add(task, name);
      }
    }
    releases.forget(node);
  }

  void bindingSent(Task task, long nowNanos) {
    ledger.move(task, TaskStatus.BINDING);
    task.bindingOpen = true;
    task.boundNanos = nowNanos;
    task.bindingNode = task.node;
    nodes.bindingSent(task.node, nowNanos);
    touch(task);
  }

  void bindingConfirmed(String uid) {
    departed.remove(uid);
    Task task = tasks.get(uid);
    if (task == null) {
      return;
    }
    closeBinding(task);
    task.refusals = 0;
    if (task.status == TaskStatus.BINDING) {
      ledger.move(task, task.pod.deleting() ? TaskStatus.RELEASING : TaskStatus.BOUND);
      if (task.node != Task.NO_NODE) {
        ledger.hold(task, holdFor(task.status));
      }
    }
    touch(task);
  }

  /** Whether there was something to undo. */
  boolean bindingRefused(String uid, long retryNanos) {
    Task gone = departed.remove(uid);
    if (gone != null && gone.node != Task.NO_NODE) {
      ledger.displace(gone);
      freed++;
    }
    Task task = tasks.get(uid);
    if (task == null) {
      return false;
    }
    closeBinding(task);
    if (task.status != TaskStatus.BINDING) {
      return false;
    }
    unseat(task);
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

  /** Frees room that is due. */
  void releaseDue(long nowNanos) {
    for (Task task = releases.poll(nowNanos); task != null; task = releases.poll(nowNanos)) {
      if (task.node != Task.NO_NODE) {
        ledger.displace(task);
        freed++;
      }
    }
  }

  /** The status that a pod shows. A binding may be known to us before the pod's node shows it. */
  TaskStatus shown(Task task) {
    if (task.pod.phase().terminal()) {
      return task.pod.phase() == PodPhase.SUCCEEDED ? TaskStatus.SUCCEEDED : TaskStatus.FAILED;
    }
    if (task.pod.nodeName() == null) {
      if (task.status == TaskStatus.BINDING) {
        return TaskStatus.BINDING;
      }
      if (task.node == Task.NO_NODE && task.strayNode == null) {
        return TaskStatus.PENDING;
      }
    }
    if (task.pod.deleting() || task.evicting) {
      return TaskStatus.RELEASING;
    }
    return switch (task.pod.phase()) {
      case PENDING -> TaskStatus.BOUND;
      case RUNNING -> TaskStatus.RUNNING;
      case UNKNOWN -> TaskStatus.UNKNOWN;
      case SUCCEEDED -> TaskStatus.SUCCEEDED;
      case FAILED -> TaskStatus.FAILED;
    };
  }

  static Hold holdFor(TaskStatus status) {
    return switch (status) {
      case RELEASING, SUCCEEDED, FAILED -> Hold.RELEASING;
      case PENDING, ALLOCATED, PIPELINED, BINDING, BOUND, RUNNING, UNKNOWN -> Hold.USED;
    };
  }

  void touch(Task task) {
    if (task.job != null) {
      directory.jobs().touch(task.job);
    }
  }

  /** Takes back what was promised to a task; returns whether anything was. */
  boolean endPromise(Task task) {
    if (task.status != TaskStatus.PIPELINED) {
      return false;
    }
    ledger.displace(task);
    ledger.move(task, TaskStatus.PENDING);
    freed++;
    return true;
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
  private void follow(Task task, PodSpec pod) {
    PodSpec former = task.pod;
    int formerPriority = task.priority();
    boolean otherShape = !pod.shape().equals(former.shape());
    boolean otherJob =
        ours(pod) != ours(former)
            || !Objects.equals(pod.podGroup(), former.podGroup())
            || !pod.taskName().equals(former.taskName());
    Job job = task.job;
    if (job != null && (otherShape || otherJob)) {
      ledger.leave(task);
    }
    task.pod = pod;
    if (otherShape) {
      reshape(task, job == null ? classes.of(pod.shape()) : classOf(pod, job));
    }
    if (otherJob) {
      adopt(task);
    } else if (job != null) {
      if (otherShape) {
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

  /** Gives the tasks of a job the class that they have in its zone. */
  void rezone(Job job) {
    for (Task task : List.copyOf(job.tasks)) {
      rezone(task, job);
    }
  }

  /** Gives a task the class that it has in its job's zone. */
  void rezone(Task task, Job job) {
    PodClass inZone = classOf(task.pod, job);
    if (inZone.id() != task.podClass.id()) {
      boolean started = job.started;
      ledger.leave(task);
      reshape(task, inZone);
      ledger.enter(task, job);
      job.started = started;
    }
  }

  private PodClass classOf(PodSpec pod, Job job) {
    return classes.of(pod.shape(), job.zone, job.enters);
  }

  private void reshape(Task task, PodClass podClass) {
    int node = task.node;
    Hold hold = task.hold;
    if (node != Task.NO_NODE) {
      ledger.displace(task);
    }
    boolean charged = task.charged;
    ledger.charge(task, false);
    task.podClass = podClass;
    ledger.charge(task, charged);
    shareFreed(task);
    if (node != Task.NO_NODE) {
      ledger.place(task, node, hold);
    }
  }

  private void settle(Task task, long nowNanos) {
    PodSpec pod = task.pod;
    if (pod.phase().terminal()) {
      end(task, nowNanos);
      return;
    }
    if (pod.nodeName() != null) {
      seat(task, pod.nodeName());
    }
    ledger.move(task, shown(task));
    if (task.node != Task.NO_NODE) {
      ledger.hold(task, holdFor(task.status));
    }
    if (pod.deleting() && task.status == TaskStatus.PENDING) {
      withdraw(task);
    }
  }

  private void end(Task task, long nowNanos) {
    if (task.pod.nodeName() == null) {
      unseat(task);
    }
    boolean endsNow = task.status != TaskStatus.SUCCEEDED && task.status != TaskStatus.FAILED;
    strays.remove(task);
    ledger.move(task, shown(task));
    if (endsNow) {
      shareFreed(task);
    }
    if (!endsNow || task.node == Task.NO_NODE) {
      return;
    }
    if (task.pod.statusReason().startsWith("OutOf")) {
      outOfResourceRejections++;
      releases.widen(task.node);
      ledger.displace(task);
      return;
    }
    release(task, nowNanos, 0);
  }

  /** Lets the room of a pod that ended go once its node has had the time to release it. */
  private void release(Task task, long nowNanos, long graceMillis) {
    long wait =
        ReleaseSchedule.sum(
            TimeUnit.MILLISECONDS.toNanos(graceMillis), releases.delayNanos(task.node));
    if (wait == 0) {
      ledger.displace(task);
      freed++;
      return;
    }
    ledger.hold(task, Hold.RELEASING);
    releases.add(task, ReleaseSchedule.sum(nowNanos, wait));
  }

  private void seat(Task task, String nodeName) {
    int node = nodes.id(nodeName);
    if (node != Task.NO_NODE && task.node == node) {
      return;
    }
    unseat(task);
    if (node == Task.NO_NODE) {
      strays.add(task, nodeName);
    } else {
      ledger.place(task, node, Hold.USED);
    }
  }

  private void unseat(Task task) {
    strays.remove(task);
    if (task.node != Task.NO_NODE) {
      uncountBinding(task);
      ledger.displace(task);
    }
  }

  /** A task holds nothing of its queue's share and its namespace's quota any more. */
  private void shareFreed(Task task) {
    freed++;
    directory.namespaces().ease(task.namespace());
  }

  private void closeBinding(Task task) {
    task.bindingOpen = false;
    uncountBinding(task);
  }

  private void uncountBinding(Task task) {
    if (task.bindingNode != Task.NO_NODE) {
      nodes.bindingAnswered(task.bindingNode);
      task.bindingNode = Task.NO_NODE;
    }
  }
}
