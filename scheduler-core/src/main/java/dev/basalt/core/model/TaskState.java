package dev.basalt.core.model;

import dev.basalt.core.event.PodSpec;
import org.jspecify.annotations.Nullable;

/**
 * What nearly every decision about a task reads or writes. Fields of a superclass come first in
 * memory, so these lie together: a decision touches two cache lines of a task instead of three or
 * four, which is most of what a decision about a random task costs.
 */
abstract sealed class TaskState permits Task {
  PodSpec pod;
  PodClass podClass;
  @Nullable Job job;
  @Nullable Role role;
  @Nullable SubGroup subGroup;
  TaskStatus status = TaskStatus.PENDING;
  Task.Hold hold = Task.Hold.NOTHING;
  int node = Task.NO_NODE;
  int indexOnNode = -1;
  int pendingSlot;
  int pendingGeneration = PendingTasks.NO_SLOT;
  boolean bindingOpen;

  /** Whether it is placed and its binding is sent once its volumes are bound. */
  boolean awaitsVolumes;

  /** The node whose bindings in flight count this one. */
  int bindingNode = Task.NO_NODE;

  /** The node that counts this one as not acknowledged yet. */
  int awaitedOn = Task.NO_NODE;

  /** Whether it is a pod of another scheduler, or of a job that is another instance's. */
  boolean foreign;

  /** Whether it is on a node that is closed to us, and so counts in no share. */
  boolean away;

  /** Whether what it holds is counted in its namespace. */
  boolean charged;

  boolean evicting;

  TaskState(PodSpec pod, PodClass podClass) {
    this.pod = pod;
    this.podClass = podClass;
  }
}
