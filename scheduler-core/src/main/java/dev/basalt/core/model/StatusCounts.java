package dev.basalt.core.model;

/** How many tasks stand where. */
public final class StatusCounts {
  private static final TaskStatus[] STATUSES = TaskStatus.values();

  private final int[] counts = new int[STATUSES.length];

  public int of(TaskStatus status) {
    return counts[status.ordinal()];
  }

  /** Tasks that count towards a gang's minimum. */
  public int ready() {
    int ready = 0;
    for (TaskStatus status : STATUSES) {
      ready += status.ready() ? of(status) : 0;
    }
    return ready;
  }

  /** Tasks that are placed or may still be. */
  public int valid() {
    int valid = 0;
    for (TaskStatus status : STATUSES) {
      valid += status.valid() ? of(status) : 0;
    }
    return valid;
  }

  /** Tasks that a commit has sent to a node and that have not ended. */
  public int bound() {
    int bound = 0;
    for (TaskStatus status : STATUSES) {
      bound += status.bound() ? of(status) : 0;
    }
    return bound;
  }

  /** All tasks. */
  public int total() {
    int total = 0;
    for (int count : counts) {
      total += count;
    }
    return total;
  }

  void add(TaskStatus status, int difference) {
    counts[status.ordinal()] += difference;
  }
}
