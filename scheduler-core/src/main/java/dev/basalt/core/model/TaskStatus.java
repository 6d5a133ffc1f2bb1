package dev.basalt.core.model;

/** Where a task stands; the names are Volcano's. */
public enum TaskStatus {
  /** Not placed. */
  PENDING,
  /** Placed by a statement that is not committed yet. */
  ALLOCATED,
  /** Promised room that is still being released. */
  PIPELINED,
  /** Its binding is on the way. */
  BINDING,
  /** Bound, not running yet. */
  BOUND,
  RUNNING,
  /** Being deleted, still on its node. */
  RELEASING,
  SUCCEEDED,
  FAILED,
  /** The node has not been heard of. */
  UNKNOWN;

  /** Whether the task counts towards its gang's minimum. */
  public boolean ready() {
    return switch (this) {
      case ALLOCATED, BINDING, BOUND, RUNNING, SUCCEEDED -> true;
      case PENDING, PIPELINED, RELEASING, FAILED, UNKNOWN -> false;
    };
  }

  /** Whether the task holds part of its queue's share. */
  public boolean holdsShare() {
    return switch (this) {
      case ALLOCATED, BINDING, BOUND, RUNNING, RELEASING, UNKNOWN -> true;
      case PENDING, PIPELINED, SUCCEEDED, FAILED -> false;
    };
  }

  /**
   * Whether what the task takes from its queue, its user and its job is the same in another status:
   * between the two, only the tasks are counted anew.
   */
  boolean takesTheSame(TaskStatus other) {
    return holdsShare() && other.holdsShare() && this != RELEASING && other != RELEASING;
  }

  /** Whether the task may still be placed or is placed: not ended and not on its way out. */
  public boolean valid() {
    return this == PENDING || this == PIPELINED || ready();
  }

  /** Whether a commit has sent the task to a node. */
  public boolean bound() {
    return switch (this) {
      case BINDING, BOUND, RUNNING, RELEASING, UNKNOWN -> true;
      case PENDING, ALLOCATED, PIPELINED, SUCCEEDED, FAILED -> false;
    };
  }
}
