package dev.basalt.core.model;

/** How many tasks stand where; the sums are kept, because each comparison of jobs asks for them. */
public final class StatusCounts {
  private final int[] counts = new int[TaskStatus.values().length];
  private int ready;
  private int valid;
  private int bound;
  private int total;

  public int of(TaskStatus status) {
    return counts[status.ordinal()];
  }

  /** Tasks that count towards a gang's minimum. */
  public int ready() {
    return ready;
  }

  /** Tasks that are placed or may still be. */
  public int valid() {
    return valid;
  }

  /** Tasks that a commit has sent to a node and that have not ended. */
  public int bound() {
    return bound;
  }

  /** All tasks. */
  public int total() {
    return total;
  }

  void add(TaskStatus status, int difference) {
    counts[status.ordinal()] += difference;
    ready += status.ready() ? difference : 0;
    valid += status.valid() ? difference : 0;
    bound += status.bound() ? difference : 0;
    total += difference;
  }
}
