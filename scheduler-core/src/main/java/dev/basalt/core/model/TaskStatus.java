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

  // Sets of statuses as bits: they are asked for several times with each decision.
  private static final int READY = setOf(ALLOCATED, BINDING, BOUND, RUNNING, SUCCEEDED);
  private static final int VALID = READY | setOf(PENDING, PIPELINED);
  private static final int BOUND_ONES = setOf(BINDING, BOUND, RUNNING, RELEASING, UNKNOWN);
  private static final int HOLDING = BOUND_ONES | setOf(ALLOCATED);
  private static final int HOLDING_ALIKE = HOLDING & ~setOf(RELEASING);

  private static int setOf(TaskStatus... statuses) {
    int set = 0;
    for (TaskStatus status : statuses) {
      set |= 1 << status.ordinal();
    }
    return set;
  }

  private boolean in(int set) {
    return (set >> ordinal() & 1) != 0;
  }

  /** Whether the task counts towards its gang's minimum. */
  public boolean ready() {
    return in(READY);
  }

  /** Whether the task holds part of its queue's share. */
  public boolean holdsShare() {
    return in(HOLDING);
  }

  /**
   * Whether what the task takes from its queue, its user and its job is the same in another status:
   * between the two, only the tasks are counted anew.
   */
  boolean takesTheSame(TaskStatus other) {
    return in(HOLDING_ALIKE) && other.in(HOLDING_ALIKE);
  }

  /** Whether the task may still be placed or is placed: not ended and not on its way out. */
  public boolean valid() {
    return in(VALID);
  }

  /** Whether a commit has sent the task to a node. */
  public boolean bound() {
    return in(BOUND_ONES);
  }
}
