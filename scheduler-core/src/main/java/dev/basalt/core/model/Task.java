package dev.basalt.core.model;

import dev.basalt.core.event.PodSpec;
import dev.basalt.core.resource.Request;
import org.jspecify.annotations.Nullable;

/** A pod in the engine. Read by plugins, changed only by {@link ClusterState}. */
public final class Task {
  /** Stands for "on no node". */
  public static final int NO_NODE = -1;

  /** What of its node's room a task takes up. */
  enum Hold {
    NOTHING,
    USED,
    /** Used still, but on its way out. */
    RELEASING,
    PIPELINED
  }

  private final int id;
  private final String uid;
  private final int ordinal;

  private final Namespace namespace;
  PodSpec pod;
  PodClass podClass;
  @Nullable Job job;
  @Nullable Role role;
  TaskStatus status = TaskStatus.PENDING;
  Hold hold = Hold.NOTHING;
  int node = NO_NODE;
  int indexOnNode = -1;
  int indexInJob = -1;
  int pendingSlot;
  int pendingGeneration = PendingTasks.NO_SLOT;
  long notBeforeNanos = Long.MIN_VALUE;
  int refusals;

  /** The name of the node it is bound to while that node is not known. */
  @Nullable String strayNode;

  boolean bindingOpen;

  /** The node whose bindings in flight count this one. */
  int bindingNode = NO_NODE;

  /** Whether it is a pod of another scheduler, or of a job that is another instance's. */
  boolean foreign;

  /** Whether it is on a node that is closed to us, and so counts in no share. */
  boolean away;

  /** Whether what it holds is counted in its namespace. */
  boolean charged;

  boolean evicting;

  /** When it was bound, monotonic; {@link Long#MIN_VALUE} if that was before this process began. */
  long boundNanos = Long.MIN_VALUE;

  long spareUntilNanos = Long.MIN_VALUE;
  @Nullable String reportedReason;

  Task(int id, PodSpec pod, PodClass podClass, Namespace namespace) {
    this.id = id;
    this.uid = pod.uid();
    this.ordinal = ordinalOf(pod.name());
    this.pod = pod;
    this.podClass = podClass;
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

  /** The role within the job, null for a pod of another scheduler. */
  public @Nullable Role role() {
    return role;
  }

  public TaskStatus status() {
    return status;
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

  /**
   * When it was sent to its node, monotonic nanoseconds; {@link Long#MIN_VALUE} if that was before
   * this process began.
   */
  public long boundNanos() {
    return boundNanos;
  }

  /** Until when nobody tries to evict it again, as that was refused; monotonic nanoseconds. */
  public long spareUntilNanos() {
    return spareUntilNanos;
  }

  /** Whether it takes up room of its node. */
  boolean holdsRoom() {
    return hold == Hold.USED || hold == Hold.RELEASING;
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
