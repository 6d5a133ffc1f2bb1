package dev.basalt.core.model;

import dev.basalt.core.estimate.Template;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.resource.Request;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A pod in the engine. Read by plugins, changed only by {@link ClusterState}. */
public final class Task extends TaskState {
  /** Stands for "on no node". */
  public static final int NO_NODE = -1;

  /** What of its node's room a task takes up. */
  enum Hold {
    NOTHING,
    USED,
    /** Used still, but on its way out. */
    RELEASING,
    PIPELINED;

    /** What a task with a status takes up of the node that it is on. */
    static Hold of(TaskStatus status) {
      return switch (status) {
        case RELEASING, SUCCEEDED, FAILED -> RELEASING;
        case PENDING, ALLOCATED, PIPELINED, BINDING, BOUND, RUNNING, UNKNOWN -> USED;
      };
    }
  }

  /** How other pods that look for their peers see a task. */
  enum Standing {
    /** On no node, or ended. */
    AWAY(0, 0),
    /** On its node, but being deleted. */
    LEAVING(1, 0),
    HERE(1, 1);

    final int pods;
    final int alive;

    Standing(int pods, int alive) {
      this.pods = pods;
      this.alive = alive;
    }
  }

  private final int id;
  private final String uid;
  private final int ordinal;

  private final Namespace namespace;
  int indexInJob = -1;
  long notBeforeNanos = Long.MIN_VALUE;
  int refusals;

  /** The name of the node it is bound to while that node is not known. */
  @Nullable String strayNode;

  /** When it was seen on its node without a binding of ours; {@link Long#MIN_VALUE} if never. */
  long seatedNanos = Long.MIN_VALUE;

  /** When it was last given more in place; {@link Long#MIN_VALUE} if never. */
  long grownNanos = Long.MIN_VALUE;

  /** Whether the API server has it no longer, though its node may. */
  boolean gone;

  /** As what it is counted among the peers of other pods. */
  Standing standing = Standing.AWAY;

  /** When it was bound, monotonic; {@link Long#MIN_VALUE} if that was before this process began. */
  long boundNanos = Long.MIN_VALUE;

  long spareUntilNanos = Long.MIN_VALUE;
  @Nullable String reportedReason;

  /** What it was made from, null if that is not known. */
  @Nullable Template template;

  Task(int id, PodSpec pod, PodClass podClass, Namespace namespace) {
    super(pod, podClass);
    this.id = id;
    this.uid = pod.uid();
    this.ordinal = ordinalOf(pod.name());
    this.namespace = namespace;
  }

  /** The number at the end of a name such as {@code job-worker-12}, -1 if there is none. */
  private static int ordinalOf(String name) {
    int start = name.length();
    while (start > 0 && Character.isDigit(name.charAt(start - 1)) && name.length() - start < 9) {
      start--;
    }
    return start == name.length() ? -1 : Integer.parseInt(name, start, name.length(), 10);
  }

  /** A dense id; ids of pods that are gone are used again. */
  public int id() {
    return id;
  }

  public String uid() {
    return uid;
  }

  public PodSpec pod() {
    return pod;
  }

  public PodClass podClass() {
    return podClass;
  }

  public Request request() {
    return podClass.request();
  }

  public Namespace namespace() {
    return namespace;
  }

  /** The job, null for a pod of another scheduler. */
  public @Nullable Job job() {
    return job;
  }

  /** Its sub-group, null if it has none. */
  public @Nullable SubGroup subGroup() {
    return subGroup;
  }

  /** The role within the job, null for a pod of another scheduler. */
  public @Nullable Role role() {
    return role;
  }

  public TaskStatus status() {
    return status;
  }

  /** The status that its pod shows. A binding may be known to us before the pod shows its node. */
  TaskStatus shown() {
    if (pod.phase().terminal()) {
      return pod.phase() == PodPhase.SUCCEEDED ? TaskStatus.SUCCEEDED : TaskStatus.FAILED;
    }
    if (pod.nodeName() == null) {
      if (status == TaskStatus.BINDING) {
        return TaskStatus.BINDING;
      }
      if (node == NO_NODE && strayNode == null) {
        return TaskStatus.PENDING;
      }
    }
    if (pod.deleting() || evicting) {
      return TaskStatus.RELEASING;
    }
    return switch (pod.phase()) {
      case PENDING -> TaskStatus.BOUND;
      case RUNNING -> TaskStatus.RUNNING;
      case UNKNOWN -> TaskStatus.UNKNOWN;
      case SUCCEEDED -> TaskStatus.SUCCEEDED;
      case FAILED -> TaskStatus.FAILED;
    };
  }

  /** The node it is placed on, {@link #NO_NODE} if none. */
  public int node() {
    return node;
  }

  /** The number at the end of the pod's name, -1 if there is none. */
  public int ordinal() {
    return ordinal;
  }

  /** The priority within the job. */
  public int priority() {
    Integer own = pod.taskPriority();
    return own != null ? own : pod.priority();
  }

  /** Whether it asks for nothing but a pod slot. */
  public boolean isBestEffort() {
    return podClass.request().isBestEffort();
  }

  /** When it may be tried again after a refusal, monotonic nanoseconds. */
  public long notBeforeNanos() {
    return notBeforeNanos;
  }

  /** How many times in a row its binding was refused. */
  public int refusals() {
    return refusals;
  }

  /** Whether a binding was sent that has not been answered. */
  public boolean bindingOpen() {
    return bindingOpen;
  }

  /** Whether it is placed and its binding waits for volumes. */
  public boolean awaitsVolumes() {
    return awaitsVolumes;
  }

  /**
   * When it was sent to its node, monotonic nanoseconds; {@link Long#MIN_VALUE} if that was before
   * this process began.
   */
  public long boundNanos() {
    return boundNanos;
  }

  /**
   * How long it runs once it is bound, nanoseconds; {@link Template#UNKNOWN} if that is not known.
   * What its own annotation says comes first, then what its group says, then what earlier pods of
   * its template took; never longer than the deadline at which it is ended in any case.
   *
   * @param learned whether earlier pods are asked
   */
  public long expectedRunNanos(boolean learned) {
    long nanos = Template.UNKNOWN;
    PodGroupSpec group = job == null ? null : job.group;
    if (pod.runTime().statedMillis() > 0) {
      nanos = TimeUnit.MILLISECONDS.toNanos(pod.runTime().statedMillis());
    } else if (group != null && group.estimateMillis() > 0) {
      nanos = TimeUnit.MILLISECONDS.toNanos(group.estimateMillis());
    } else if (learned && template != null) {
      nanos = template.estimateNanos();
    }
    long limit = pod.runTime().limitMillis();
    return limit > 0 ? Math.min(nanos, TimeUnit.MILLISECONDS.toNanos(limit)) : nanos;
  }

  /** Until when nobody tries to evict it again, as that was refused; monotonic nanoseconds. */
  public long spareUntilNanos() {
    return spareUntilNanos;
  }

  /** Whether it takes up room of its node. */
  boolean holdsRoom() {
    return hold == Hold.USED || hold == Hold.RELEASING;
  }

  /** Whether its pod is gone. */
  public boolean gone() {
    return gone;
  }

  /** Whether an eviction of it is on the way. */
  public boolean evicting() {
    return evicting;
  }

  @Override
  public String toString() {
    return pod.key();
  }
}
