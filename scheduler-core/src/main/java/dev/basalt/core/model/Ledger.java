package dev.basalt.core.model;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.SubGroupPolicy;
import dev.basalt.core.model.Task.Hold;
import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceVector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every sum in step with the tasks: a status change goes to the job, its role, its queue with
 * all that lie around it, and its namespace, a change of what is held goes to the node. Nothing
 * else writes these sums.
 */
final class Ledger {
  private final NodeTable nodes;

  Ledger(NodeTable nodes) {
    this.nodes = nodes;
  }

  /** Counts a task in its job, with the status it has. */
  void enter(Task task, Job job) {
    Role role = job.role(task.pod.taskName());
    if (role == null) {
      role = new Role(task.pod.taskName());
      job.roles.add(role);
    }
    if (job.tasks.isEmpty() && job.hadTasks) {
      // All pods had gone: the ones that come now are a gang that has to start anew.
      job.started = false;
    }
    foreign(task, job.elsewhere);
    task.job = job;
    task.role = role;
    task.subGroup = subGroupOf(task, job);
    task.indexInJob = job.tasks.size();
    job.tasks.add(task);
    job.hadTasks = true;
    count(task, job, role, task.status, 1);
    recountInqueue(job);
  }

  /** Takes a task out of its job. */
  void leave(Task task) {
    Job job = task.job;
    Role role = task.role;
    if (job == null || role == null) {
      return;
    }
    count(task, job, role, task.status, -1);
    Task last = job.tasks.removeLast();
    if (last != task) {
      job.tasks.set(task.indexInJob, last);
      last.indexInJob = task.indexInJob;
    }
    SubGroup subGroup = task.subGroup;
    if (subGroup != null && subGroup.counts().total() == 0) {
      job.subGroups.remove(subGroup);
    }
    task.job = null;
    task.role = null;
    task.subGroup = null;
    task.pendingGeneration = PendingTasks.NO_SLOT;
    recountInqueue(job);
  }

  /** Divides a job into the sub-groups that its group asks for now. */
  void divide(Job job) {
    job.subGroups.clear();
    for (Task task : job.tasks) {
      task.subGroup = subGroupOf(task, job);
      if (task.subGroup != null) {
        task.subGroup.counts().add(task.status, 1);
      }
    }
  }

  /** The sub-group that a task is counted in, made if it is new; null if none is for it. */
  private static @Nullable SubGroup subGroupOf(Task task, Job job) {
    for (SubGroupPolicy policy : job.subGroupPolicies()) {
      String values = policy.valuesOf(task.pod.labels());
      if (values == null) {
        continue;
      }
      for (SubGroup known : job.subGroups) {
        if (known.is(policy, values)) {
          return known;
        }
      }
      SubGroup made = new SubGroup(job, policy, values);
      // Seen first on a node, in a gang that runs: it was whole before this process began, and what
      // it lost since is its controller's business.
      made.started = job.started && task.pod.nodeName() != null;
      job.subGroups.add(made);
      return made;
    }
    return null;
  }

  /** Changes a task's status. */
  void move(Task task, TaskStatus status) {
    Job job = task.job;
    Role role = task.role;
    if (job != null && role != null && task.status != status) {
      if (task.status.takesTheSame(status)) {
        countTasks(task, job, role, task.status, -1);
        countTasks(task, job, role, status, 1);
      } else {
        count(task, job, role, task.status, -1);
        count(task, job, role, status, 1);
      }
      if (job.phase == GroupPhase.INQUEUE) {
        recountInqueue(job);
      }
    }
    task.status = status;
    charge(task, status.holdsShare() || status == TaskStatus.PIPELINED);
  }

  /** Counts what a task holds in its namespace, or counts it no longer. */
  void charge(Task task, boolean holds) {
    if (task.charged != holds) {
      task.charged = holds;
      add(task.namespace().held(), task.request(), holds ? 1 : -1);
    }
  }

  /** Changes what a task holds of its node. */
  void hold(Task task, Hold hold) {
    if (task.hold == hold) {
      return;
    }
    count(task, task.hold, -1);
    count(task, hold, 1);
    task.hold = hold;
  }

  /** Puts a task that holds nothing onto a node. */
  void place(Task task, int node, Hold hold) {
    task.node = node;
    nodes.addTask(node, task);
    hold(task, hold);
    settle(task);
  }

  /** Takes a task off its node with all it holds: there is more room than before. */
  void displace(Task task) {
    nodes.rose(task.node);
    retract(task);
  }

  /** Takes back what was only tried: there is as much room as before. */
  void retract(Task task) {
    hold(task, Hold.NOTHING);
    nodes.removeTask(task.node, task);
    task.node = Task.NO_NODE;
    settle(task);
  }

  /** Leaves a task that is on a closed node out of its queue's sums, and no other. */
  void settle(Task task) {
    boolean away = task.node != Task.NO_NODE && nodes.zones().isClosed(task.node);
    if (task.away == away) {
      return;
    }
    Job job = task.job;
    if (job != null) {
      countInQueue(task, job.queue, task.status, -1);
    }
    task.away = away;
    if (job != null) {
      countInQueue(task, job.queue, task.status, 1);
    }
  }

  /** Counts what a task takes up as another scheduler's, or as ours. */
  void foreign(Task task, boolean foreign) {
    if (task.foreign != foreign) {
      task.foreign = foreign;
      if (task.holdsRoom()) {
        nodes.addUsedByOthers(task.node, task.request(), foreign ? 1 : -1);
      }
    }
  }

  /** Moves a job with all its sums to another queue. */
  void transfer(Job job, Queue queue) {
    if (job.queue == queue) {
      return;
    }
    uncountInqueue(job);
    int runs = job.holders > 0 ? 1 : 0;
    addRunning(job.queue, -runs);
    addRunning(queue, runs);
    for (Task task : job.tasks) {
      countInQueue(task, job.queue, task.status, -1);
      countInQueue(task, queue, task.status, 1);
    }
    removeFromQueue(job);
    addToQueue(job, queue);
    recountInqueue(job);
  }

  /** Moves a job with all it holds to another user. */
  void assign(Job job, QueueUser user) {
    QueueUser former = job.user;
    if (former == user) {
      return;
    }
    for (int dimension = 0; dimension < nodes.schema().size(); dimension++) {
      long held = job.allocated().get(dimension);
      former.held().add(dimension, -held);
      user.held().add(dimension, held);
      long promised = job.inqueueCounted.get(dimension);
      former.promised().add(dimension, -promised);
      user.promised().add(dimension, promised);
    }
    former.jobs--;
    user.jobs++;
    former.changed();
    user.changed();
    job.user = user;
  }

  /**
   * Counts what a job's pending tasks ask for as asked for in vain, or counts it no longer.
   *
   * @param asked null if it is not in vain
   * @return whether that is other than before
   */
  boolean askInVain(Job job, @Nullable ResourceVector asked) {
    ResourceVector before = job.vain;
    if (before == null && asked == null) {
      return false;
    }
    boolean other = false;
    for (int dimension = 0; dimension < nodes.schema().size(); dimension++) {
      long more =
          (asked == null ? 0 : asked.get(dimension)) - (before == null ? 0 : before.get(dimension));
      job.queue.vain.add(dimension, more);
      other |= more != 0;
    }
    job.vain = asked;
    return other;
  }

  void addToQueue(Job job, Queue queue) {
    job.queue = queue;
    job.indexInQueue = queue.jobs.size();
    queue.jobs.add(job);
  }

  void removeFromQueue(Job job) {
    askInVain(job, null);
    Job last = job.queue.jobs.removeLast();
    if (last != job) {
      job.queue.jobs.set(job.indexInQueue, last);
      last.indexInQueue = job.indexInQueue;
    }
  }

  /** Brings the queue's sum of promised room up to date with the job. */
  void recountInqueue(Job job) {
    Request wanted = job.minResources;
    boolean emptied = job.hadTasks && job.tasks.isEmpty();
    boolean counts = job.phase == GroupPhase.INQUEUE && !emptied && !job.elsewhere;
    if (wanted == null || !counts || job.reserved) {
      uncountInqueue(job);
      job.namespace().count(job);
      return;
    }
    job.namespace().count(job);
    for (int i = 0; i < wanted.size(); i++) {
      int dimension = wanted.dimension(i);
      long missing = Math.max(0, wanted.amount(i) - job.allocated().get(dimension));
      long more = missing - job.inqueueCounted.get(dimension);
      addInqueue(job.queue, dimension, more);
      job.namespace().inqueue().add(dimension, more);
      job.inqueueCounted.set(dimension, missing);
      promise(job.user, dimension, more);
    }
  }

  void uncountInqueue(Job job) {
    for (int dimension = 0; dimension < nodes.schema().size(); dimension++) {
      long counted = job.inqueueCounted.get(dimension);
      if (counted != 0) {
        addInqueue(job.queue, dimension, -counted);
        job.namespace().inqueue().add(dimension, -counted);
        promise(job.user, dimension, -counted);
      }
    }
    job.inqueueCounted.clear();
  }

  private static void promise(QueueUser user, int dimension, long more) {
    if (more != 0) {
      user.promised().add(dimension, more);
      user.changed();
    }
  }

  private static void countTasks(Task task, Job job, Role role, TaskStatus status, int sign) {
    job.counts().add(status, sign);
    role.counts().add(status, sign);
    if (task.subGroup != null) {
      task.subGroup.counts().add(status, sign);
    }
    job.queue.counts().add(status, sign);
  }

  private void count(Task task, Job job, Role role, TaskStatus status, int sign) {
    countTasks(task, job, role, status, sign);
    if (status == TaskStatus.PENDING) {
      int bestEffort = task.isBestEffort() ? sign : 0;
      job.pendingBestEffort += bestEffort;
      role.pendingBestEffort += bestEffort;
      if (sign > 0) {
        job.pending.add(task);
      } else {
        job.pending.remove(task);
      }
    }
    boolean holds = status.holdsShare();
    if (holds) {
      add(job.allocated(), task.request(), sign);
      add(job.user.held(), task.request(), sign);
      job.user.changed();
    }
    if (holds || status == TaskStatus.PIPELINED) {
      job.holders += sign;
      if (job.holders == (sign > 0 ? 1 : 0)) {
        addRunning(job.queue, sign);
      }
    }
    takeFromQueue(task, job.queue, status, sign);
  }

  private static void countInQueue(Task task, Queue own, TaskStatus status, int sign) {
    own.counts().add(status, sign);
    takeFromQueue(task, own, status, sign);
  }

  private static void takeFromQueue(Task task, Queue own, TaskStatus status, int sign) {
    if (task.away || own.isNowhere()) {
      return;
    }
    for (Queue queue = own; queue != null; queue = queue.parent) {
      addTo(queue, task.request(), status, sign);
    }
    if (status == TaskStatus.PENDING) {
      QueueDemand demand = task.namespace().demand;
      if (demand != null) {
        demand.add(own, task.request(), sign);
      }
    }
  }

  private static void addTo(Queue queue, Request request, TaskStatus status, int sign) {
    switch (status) {
      case PENDING -> {
        queue.pendingPods += sign;
        add(queue.requested(), request, sign);
      }
      case PIPELINED -> {
        add(queue.promised(), request, sign);
        add(queue.requested(), request, sign);
      }
      case ALLOCATED, BINDING, BOUND, RUNNING, RELEASING, UNKNOWN -> {
        if (status == TaskStatus.RELEASING) {
          add(queue.releasing(), request, sign);
        }
        add(queue.allocated(), request, sign);
        add(queue.requested(), request, sign);
      }
      case SUCCEEDED, FAILED -> {}
    }
  }

  private static void addInqueue(Queue own, int dimension, long amount) {
    for (Queue queue = own; queue != null; queue = queue.parent) {
      queue.inqueue().add(dimension, amount);
    }
  }

  private static void addRunning(Queue own, int jobs) {
    for (Queue queue = own; queue != null; queue = queue.parent) {
      queue.runningJobs += jobs;
    }
  }

  /** Adds up what the pending tasks of a namespace ask for, from here on kept up to date. */
  static QueueDemand demandOf(Namespace namespace, Iterable<Job> jobs) {
    QueueDemand demand = new QueueDemand();
    for (Job job : jobs) {
      for (Task task :
          job.namespace() == namespace && !job.elsewhere ? job.tasks : List.<Task>of()) {
        if (task.status == TaskStatus.PENDING) {
          demand.add(job.queue, task.request(), 1);
        }
      }
    }
    return demand;
  }

  private void count(Task task, Hold hold, int sign) {
    if (task.foreign && (hold == Hold.USED || hold == Hold.RELEASING)) {
      nodes.addUsedByOthers(task.node, task.request(), sign);
    }
    switch (hold) {
      case NOTHING -> {}
      case USED -> nodes.addUsed(task.node, task.request(), sign);
      case RELEASING -> {
        nodes.addUsed(task.node, task.request(), sign);
        nodes.addReleasing(task.node, task.request(), sign);
      }
      case PIPELINED -> nodes.addPipelined(task.node, task.request(), sign);
    }
  }

  private static void add(ResourceVector vector, Request request, int sign) {
    if (sign > 0) {
      vector.add(request);
    } else {
      vector.subtract(request);
    }
  }
}
