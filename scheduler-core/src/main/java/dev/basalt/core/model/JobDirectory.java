package dev.basalt.core.model;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.event.UserSource;
import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds and makes jobs and queues, and keeps them as their objects say. */
final class JobDirectory {
  private final ResourceSchema schema;
  private final Ledger ledger;
  private final String defaultQueue;
  private final Map<String, Job> groups = new HashMap<>();
  private final Map<String, Job> bareJobs = new HashMap<>();
  private final Map<String, Queue> queuesByName = new HashMap<>();
  private final List<Queue> queues = new ArrayList<>();
  private final QueueTree tree = new QueueTree(queues, queuesByName);
  private final NamespaceBook namespaces;
  private final UserBook users;
  private final PriorityClasses priorityClasses = new PriorityClasses();
  private final JobSet jobs = new JobSet();
  private final Queue nowhere = Queue.nowhere();

  private boolean estimated;

  JobDirectory(ResourceSchema schema, Ledger ledger, String defaultQueue) {
    this.schema = schema;
    this.ledger = ledger;
    this.defaultQueue = defaultQueue;
    this.namespaces = new NamespaceBook(schema);
    this.users = new UserBook(schema);
    queue(defaultQueue);
  }

  JobSet jobs() {
    return jobs;
  }

  List<Queue> queues() {
    return Collections.unmodifiableList(queues);
  }

  QueueTree tree() {
    return tree;
  }

  NamespaceBook namespaces() {
    return namespaces;
  }

  UserBook users() {
    return users;
  }

  @Nullable Job group(String key) {
    return groups.get(key);
  }

  /** Whether any group ever said how long its pods run. */
  boolean estimated() {
    return estimated;
  }

  /** The job a pod belongs to, made if it is new. */
  Job jobOf(PodSpec pod) {
    String groupName = pod.podGroup();
    Job job;
    if (groupName != null) {
      String key = pod.namespace() + "/" + groupName;
      job = groups.get(key);
      if (job == null) {
        job = add(newJob(key, pod.namespace(), queueOf(pod), pod.user(), pod.createdMillis()));
        groups.put(key, job);
      }
    } else {
      job = bareJobs.get(pod.uid());
      if (job == null) {
        job =
            add(newJob(pod.key(), pod.namespace(), queueOf(pod), pod.user(), pod.createdMillis()));
        job.barePodUid = pod.uid();
        bareJobs.put(pod.uid(), job);
      }
    }
    return job;
  }

  /** Follows what a pod says about its job: its queue and priority count where no group does. */
  void podChanged(Job job, PodSpec pod) {
    if (job.group == null) {
      assign(job, queueOf(pod));
    }
    if (job.podUser == null || job.isBarePod()) {
      job.podUser = pod.user();
    }
    assignUser(job);
    if (job.group == null || job.group.priorityClassName().isEmpty()) {
      job.priority =
          job.tasks.size() == 1 ? pod.priority() : Math.max(job.priority, pod.priority());
    }
    jobs.touch(job);
  }

  /** Takes over a group's object; returns whether anything but the phase is new. */
  boolean groupChanged(PodGroupSpec spec) {
    Job job = groups.get(spec.key());
    if (job != null && job.group != null && job.group.sameButPhase(spec)) {
      job.group = spec;
      return false;
    }
    if (job == null) {
      Queue queue = named(spec.queue());
      job = add(newJob(spec.key(), spec.namespace(), queue, spec.user(), spec.createdMillis()));
      groups.put(spec.key(), job);
    }
    boolean first = job.group == null || !job.group.uid().equals(spec.uid());
    boolean dividedOtherwise = !job.subGroupPolicies().equals(spec.subGroupPolicies());
    job.group = spec;
    estimated |= spec.estimateMillis() > 0;
    job.createdMillis = spec.createdMillis();
    if (first) {
      job.phase = spec.phase();
      job.started = startedBefore(spec.phase());
    }
    if (dividedOtherwise) {
      ledger.divide(job);
    }
    ledger.uncountInqueue(job);
    namespaces.ease(job.namespace());
    job.minResources = spec.minResources() == null ? null : Request.of(schema, spec.minResources());
    job.minLimits = spec.minLimits() == null ? null : Request.of(schema, spec.minLimits());
    job.priorityClass = priorityClasses.resolve(spec.priorityClassName());
    assign(job, named(spec.queue()));
    ledger.recountInqueue(job);
    prioritise(job);
    jobs.touch(job);
    return true;
  }

  void adoptStoredPhases() {
    for (Job job : jobs.all()) {
      if (job.group != null && job.group.phase() != job.phase) {
        job.started = startedBefore(job.group.phase());
        ledger.divide(job);
        phase(job, job.group.phase());
      }
    }
  }

  void groupGone(String key, String uid) {
    Job job = groups.get(key);
    if (job == null || job.group == null || !job.group.uid().equals(uid)) {
      return;
    }
    ledger.uncountInqueue(job);
    namespaces.ease(job.namespace());
    job.group = null;
    ledger.divide(job);
    job.minResources = null;
    job.minLimits = null;
    job.phase = GroupPhase.PENDING;
    job.started = false;
    job.namespace().count(job);
    assignUser(job);
    jobs.touch(job);
    discardIfEmpty(job);
  }

  void phase(Job job, GroupPhase phase) {
    if (job.phase != phase) {
      boolean promised =
          !job.inqueueCounted.isZero()
              || (job.phase == GroupPhase.INQUEUE && !job.namespace().resourceQuotas.isEmpty());
      job.phase = phase;
      ledger.recountInqueue(job);
      if (promised && job.inqueueCounted.isZero()) {
        namespaces.ease(job.namespace());
      }
      jobs.touch(job);
    }
  }

  /** Returns whether anything changed. */
  boolean queueChanged(QueueSpec spec) {
    Queue queue = queue(spec.name());
    if (spec.equals(queue.spec)) {
      return false;
    }
    queue.spec = spec;
    queue.jobs.forEach(jobs::touch);
    tree.rebuild(this::judgedAnew);
    return true;
  }

  void queueGone(String name) {
    Queue queue = queuesByName.get(name);
    if (queue != null) {
      queue.spec = null;
      queue.jobs.forEach(jobs::touch);
      tree.rebuild(this::judgedAnew);
    }
  }

  private void judgedAnew(Queue queue) {
    queue.jobs.forEach(jobs::touch);
  }

  void priorityClassChanged(String name, @Nullable Integer value, boolean globalDefault) {
    priorityClasses.put(name, value, globalDefault);
    for (Job job : jobs.all()) {
      prioritise(job);
      if (job.group != null) {
        job.priorityClass = priorityClasses.resolve(job.group.priorityClassName());
        job.namespace().count(job);
      }
    }
  }

  /** Forgets a job that has neither a PodGroup nor pods. */
  void discardIfEmpty(Job job) {
    if (job.group != null || !job.tasks.isEmpty()) {
      return;
    }
    ledger.uncountInqueue(job);
    namespaces.ease(job.namespace());
    if (job.barePodUid == null) {
      groups.remove(job.key());
    } else {
      bareJobs.remove(job.barePodUid);
    }
    ledger.removeFromQueue(job);
    job.user.jobs--;
    jobs.remove(job);
  }

  /** Users are read from elsewhere, or their past counts in another way. */
  void followUsers(UserSource source, long halfLifeNanos) {
    if (users.follow(source, halfLifeNanos)) {
      jobs.all().forEach(this::assignUser);
    }
  }

  /** Hands a job to another scheduler, or takes it back as its object stands. */
  void elsewhere(Job job, boolean elsewhere) {
    ledger.uncountInqueue(job);
    namespaces.ease(job.namespace());
    job.elsewhere = elsewhere;
    assign(job, job.home);
    job.wait = null;
    if (elsewhere) {
      jobs.release(job);
      return;
    }
    if (job.group != null) {
      job.phase = job.group.phase();
      job.started = startedBefore(job.phase);
    }
    ledger.recountInqueue(job);
    jobs.touch(job);
  }

  private void assign(Job job, Queue queue) {
    job.home = queue;
    ledger.transfer(job, job.elsewhere ? nowhere : queue);
    assignUser(job);
  }

  /** A job is whose its group says, else whose its pods say. */
  private void assignUser(Job job) {
    PodGroupSpec group = job.group;
    String mark = group != null && group.user() != null ? group.user() : job.podUser;
    ledger.assign(job, users.of(job.queue, job.namespace(), mark));
  }

  private Job newJob(
      String key, String namespace, Queue queue, @Nullable String user, long createdMillis) {
    Namespace space = namespaces.of(namespace);
    return new Job(jobs.nextId(), key, space, queue, users.of(queue, space, user), createdMillis);
  }

  private Job add(Job job) {
    ledger.addToQueue(job, job.queue);
    job.user.jobs++;
    jobs.add(job);
    return job;
  }

  private static boolean startedBefore(GroupPhase phase) {
    return switch (phase) {
      case RUNNING, UNKNOWN, COMPLETED -> true;
      case PENDING, INQUEUE -> false;
    };
  }

  private Queue queueOf(PodSpec pod) {
    return named(pod.queue() == null ? "" : pod.queue());
  }

  /** The zone that a queue sends its jobs to, null for none. */
  @Nullable String zoneOf(String queueName) {
    Queue queue = queuesByName.get(queueName);
    return queue == null || queue.spec == null ? null : queue.spec.zone();
  }

  Queue named(String name) {
    return queue(name.isEmpty() ? defaultQueue : name);
  }

  private Queue queue(String name) {
    Queue queue = queuesByName.get(name);
    if (queue == null) {
      queue = new Queue(queues.size(), name);
      queues.add(queue);
      queuesByName.put(name, queue);
      tree.appeared(queue);
    }
    return queue;
  }

  /** A group without a priority class is as urgent as its most urgent pod. */
  private void prioritise(Job job) {
    PodGroupSpec group = job.group;
    if (group != null && (!group.priorityClassName().isEmpty() || job.tasks.isEmpty())) {
      job.priority = priorityClasses.value(group.priorityClassName());
      return;
    }
    int highest = Integer.MIN_VALUE;
    for (Task task : job.tasks) {
      highest = Math.max(highest, task.pod.priority());
    }
    job.priority = job.tasks.isEmpty() ? 0 : highest;
  }
}
