package dev.basalt.core.model;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.SubGroupPolicy;
import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pods that are scheduled together: a PodGroup with its pods, or a bare pod as a group of one. Read
 * by plugins, changed only by {@link ClusterState}.
 */
public final class Job implements Together {
  private final int id;
  private final String key;

  private final Namespace namespace;
  @Nullable PodGroupSpec group;
  @Nullable String barePodUid;
  Queue queue;
  QueueUser user;

  /** Whose it is by the first of its pods that says so, null if none does. */
  @Nullable String podUser;

  /** The queue that it names; {@code queue} is that one unless the job is elsewhere. */
  Queue home;

  /** The zone that its pods go to, null for any. */
  @Nullable String zone;

  /** The reserved zones that it may use, null where none is reserved. */
  @Nullable List<String> enters;

  /** The zone that the first of its pods to name one asks for. */
  @Nullable String podZone;

  /** Whether it is another scheduler's. */
  boolean elsewhere;

  int priority;
  long createdMillis;
  GroupPhase phase = GroupPhase.PENDING;
  final List<Task> tasks = new ArrayList<>();
  final List<Role> roles = new ArrayList<>();
  final List<SubGroup> subGroups = new ArrayList<>(0);
  private final StatusCounts counts = new StatusCounts();
  private final ResourceVector allocated = new ResourceVector();
  final PendingTasks pending = new PendingTasks();
  int pendingBestEffort;
  int deleting;
  boolean hadTasks;

  /** Tasks that hold room or were promised some. */
  int holders;

  @Nullable Request minResources;
  @Nullable Request minLimits;

  /** The priority class of its group, or the default one; empty if there is none. */
  String priorityClass = "";

  /** What of minResources is counted in the queue's inqueue sum now. */
  final ResourceVector inqueueCounted = new ResourceVector();

  /** What of its demand is counted in its queue as asked for in vain; null if nothing is. */
  @Nullable ResourceVector vain;

  boolean started;

  /** Whether room is kept for it by a reservation rather than by admission. */
  boolean reserved;

  int indexInQueue = -1;
  final List<ParkingLot.Spot> spots = new ArrayList<>(1);
  long parkTicket;
  boolean gone;
  boolean listedActive;
  boolean listedChanged;
  @Nullable Wait wait;
  long excludedSinceNanos = Long.MIN_VALUE;
  long preemptNotBeforeNanos = Long.MIN_VALUE;
  long reclaimNotBeforeNanos = Long.MIN_VALUE;
  long claimNotBeforeNanos = Long.MIN_VALUE;

  /** Whether it is being given back: nothing of it may be placed until its object shows that. */
  boolean givenBack;

  long incompleteSinceNanos = Long.MIN_VALUE;

  Job(int id, String key, Namespace namespace, Queue queue, QueueUser user, long createdMillis) {
    this.id = id;
    this.key = key;
    this.namespace = namespace;
    this.queue = queue;
    this.user = user;
    this.home = queue;
    this.createdMillis = createdMillis;
  }

  /** A dense id; ids of jobs that are gone are used again. */
  public int id() {
    return id;
  }

  /** {@code namespace/name} of the PodGroup, or of the bare pod. */
  public String key() {
    return key;
  }

  public Namespace namespace() {
    return namespace;
  }

  /** The PodGroup, null for a bare pod and while the group that pods name does not exist. */
  public @Nullable PodGroupSpec group() {
    return group;
  }

  /** Whether this is one pod that names no PodGroup. */
  public boolean isBarePod() {
    return barePodUid != null;
  }

  /** Breaks ties in the order of jobs: UID of the PodGroup or of the first pod. */
  public String uid() {
    if (group != null) {
      return group.uid();
    }
    return tasks.isEmpty() ? key : tasks.getFirst().uid();
  }

  public Queue queue() {
    return queue;
  }

  /** Whose it is, among the users of its queue. */
  public QueueUser user() {
    return user;
  }

  /** The zone that its pods go to, null for any. */
  public @Nullable String zone() {
    return zone;
  }

  /** The zone that its PodGroup or its pods ask for, whatever its queue says; null for any. */
  public @Nullable String ownZone() {
    return group != null && group.zone() != null ? group.zone() : podZone;
  }

  /** Whether it may use a zone that is reserved. */
  public boolean mayEnter(String zone) {
    return enters != null && enters.contains(zone);
  }

  /** Whether it is another scheduler's: of a zone that is not served here, or claimed by it. */
  public boolean elsewhere() {
    return elsewhere;
  }

  /** The value of its priority class, or the bare pod's priority. */
  public int priority() {
    return priority;
  }

  /** Creation, milliseconds since 1970. */
  public long createdMillis() {
    return createdMillis;
  }

  public GroupPhase phase() {
    return phase;
  }

  /** How many pods must be placed together, at least 0; 1 for a bare pod. */
  public int minMember() {
    return group == null ? 1 : group.minMember();
  }

  /** The same for each role. */
  public Map<String, Integer> minTaskMember() {
    return group == null ? Map.of() : group.minTaskMember();
  }

  /** What the gang's minimum needs in sum, null if not stated. */
  public @Nullable Request minResources() {
    return minResources;
  }

  /** Its tasks, in no particular order; not to be changed. */
  public List<Task> tasks() {
    return tasks;
  }

  @Override
  public StatusCounts counts() {
    return counts;
  }

  @Override
  public Job job() {
    return this;
  }

  @Override
  public int minimum() {
    return minMember();
  }

  @Override
  public boolean includes(Task task) {
    return task.job() == this;
  }

  /** What its tasks hold. */
  public ResourceVector allocated() {
    return allocated;
  }

  /** Its roles, in the order in which they were seen; not to be changed. */
  public List<Role> roles() {
    return roles;
  }

  /** The role of that name, null if no pod of it was seen. */
  public @Nullable Role role(String name) {
    for (Role role : roles) {
      if (role.name().equals(name)) {
        return role;
      }
    }
    return null;
  }

  /** How the gang divides into smaller ones; none for most. */
  public List<SubGroupPolicy> subGroupPolicies() {
    return group == null ? List.of() : group.subGroupPolicies();
  }

  /** Its sub-groups, in the order in which they were seen; not to be changed. */
  public List<SubGroup> subGroups() {
    return subGroups;
  }

  /** Tasks that wait to be placed, in task order once a session has sorted them. */
  public PendingTasks pending() {
    return pending;
  }

  /** Pending tasks that ask for nothing but a pod slot. */
  public int pendingBestEffort() {
    return pendingBestEffort;
  }

  /** Tasks that count towards the minimum, best-effort ones that still wait included. */
  public int readyTasks() {
    return counts.ready() + pendingBestEffort;
  }

  /**
   * Whether the gang reached its minimum once: what it loses afterwards is its own controller's
   * business and does not make it half-started.
   */
  @Override
  public boolean started() {
    return started;
  }

  /** Whether some tasks are bound although the gang, or their sub-group, never had its minimum. */
  public boolean partlyBound() {
    if (incompleteSinceNanos != Long.MIN_VALUE) {
      return true;
    }
    for (int i = 0; i < subGroups.size(); i++) {
      if (subGroups.get(i).incompleteSinceNanos != Long.MIN_VALUE) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether it is a gang that lacks members it needs, or that a sub-group needs, while others of it
   * are bound or about to be: a start that must be completed.
   */
  public boolean halfStarted() {
    if (group == null) {
      return false;
    }
    if (!started && counts.ready() < group.minMember() && SubGroup.onNodes(counts) > 0) {
      return true;
    }
    for (int i = 0; i < subGroups.size(); i++) {
      if (subGroups.get(i).halfStarted()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether so many tasks are placed that no gang and no sub-group is torn by binding them. Unlike
   * {@link #readyTasks}, best-effort tasks count only once they have a node.
   */
  public boolean whole() {
    if (group != null && !started && minMember() > 1 && counts.ready() < minMember()) {
      return false;
    }
    for (int i = 0; i < subGroups.size(); i++) {
      if (!subGroups.get(i).whole()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether room is kept, until the session closes, for tasks that cannot be bound yet. Only
   * between statements: what an open statement has placed counts too.
   */
  public boolean keepsRoom() {
    return counts.of(TaskStatus.ALLOCATED) > 0;
  }

  /** Whether room is promised to tasks of it that leaves with pods being evicted. */
  public boolean nominated() {
    return counts.of(TaskStatus.PIPELINED) > 0;
  }

  /**
   * When evictions for it may be planned again, monotonic nanoseconds.
   *
   * @param fromOthers of pods of other queues, not of its own
   */
  public long planNotBeforeNanos(boolean fromOthers) {
    return fromOthers ? reclaimNotBeforeNanos : preemptNotBeforeNanos;
  }

  /** Since when it waits for bindings in flight alone; {@link Long#MIN_VALUE}: it does not. */
  public long excludedSinceNanos() {
    return excludedSinceNanos;
  }

  /** Whether it is being given back to whoever may start it. */
  public boolean givenBack() {
    return givenBack;
  }

  /** When it may be claimed again, monotonic nanoseconds. */
  public long claimNotBeforeNanos() {
    return claimNotBeforeNanos;
  }

  @Override
  public long incompleteSinceNanos() {
    return incompleteSinceNanos;
  }

  /** Whether a task of it holds room or was promised some. */
  public boolean holdsRoom() {
    return holders > 0;
  }

  /** Whether its PodGroup and pods are gone. */
  public boolean gone() {
    return gone;
  }

  /** Whether room is kept for it by a reservation: what it needs is not counted as promised. */
  public boolean reserved() {
    return reserved;
  }

  /** Whether it is set aside. */
  public boolean parked() {
    return !spots.isEmpty();
  }

  /** Whether it is set aside for other jobs of its queue. */
  public boolean inLine() {
    return !spots.isEmpty() && spots.getFirst().line == queue.line;
  }

  /** Whether it has tasks to place, waits for room it was promised, or to be let in. */
  boolean needsDecision() {
    return !elsewhere && hasDecisions();
  }

  private boolean hasDecisions() {
    return !pending.isEmpty() || nominated() || (group != null && phase == GroupPhase.PENDING);
  }

  /** Why it waits, null if it does not or was not looked at yet. */
  public @Nullable Wait waiting() {
    return wait;
  }

  @Override
  public String toString() {
    return key;
  }
}
