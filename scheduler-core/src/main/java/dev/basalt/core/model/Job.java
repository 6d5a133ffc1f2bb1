package dev.basalt.core.model;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.PodGroupSpec;
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
public final class Job {
  private final int id;
  private final String key;

  private final Namespace namespace;
  @Nullable PodGroupSpec group;
  @Nullable String barePodUid;
  Queue queue;

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
  private final StatusCounts counts = new StatusCounts();
  private final ResourceVector allocated = new ResourceVector();
  final PendingTasks pending = new PendingTasks();
  int pendingBestEffort;
  int deleting;
  boolean hadTasks;
  @Nullable Request minResources;

  /** What of minResources is counted in the queue's inqueue sum now. */
  final ResourceVector inqueueCounted = new ResourceVector();

  boolean started;
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

  Job(int id, String key, Namespace namespace, Queue queue, long createdMillis) {
    this.id = id;
    this.key = key;
    this.namespace = namespace;
    this.queue = queue;
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

  public StatusCounts counts() {
    return counts;
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
  public boolean started() {
    return started;
  }

  /** Whether some tasks are bound although the gang never reached its minimum. */
  public boolean partlyBound() {
    return incompleteSinceNanos != Long.MIN_VALUE;
  }

  /**
   * Whether it is a gang that lacks members it needs while others of it are bound or about to be: a
   * start that must be completed.
   */
  public boolean halfStarted() {
    return group != null
        && !started
        && counts.ready() < group.minMember()
        && counts.of(TaskStatus.BINDING)
                + counts.of(TaskStatus.BOUND)
                + counts.of(TaskStatus.RUNNING)
                + counts.of(TaskStatus.UNKNOWN)
            > 0;
  }

  /**
   * Whether so many tasks are placed that no gang is torn by binding them. Unlike {@link
   * #readyTasks}, best-effort tasks count only once they have a node.
   */
  public boolean whole() {
    return group == null || started || minMember() <= 1 || counts.ready() >= minMember();
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

  /** Since when it is part-bound; {@link Long#MIN_VALUE}: it is not. */
  public long incompleteSinceNanos() {
    return incompleteSinceNanos;
  }

  /** Whether it is set aside. */
  public boolean parked() {
    return !spots.isEmpty();
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
