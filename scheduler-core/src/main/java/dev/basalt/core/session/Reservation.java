package dev.basalt.core.session;

import dev.basalt.core.model.Job;
import java.util.Arrays;

/** Room on nodes that is kept for a job that lacks nothing but room, from the time it is there. */
public final class Reservation {
  private static final long SLIDES_NANOS = 1_000_000_000L;

  private final Job job;
  private final int pods;
  private final long startNanos;
  private final long endNanos;
  private final int[] nodes;
  private final int[] dimensions;
  private final long[][] amounts;

  /**
   * Makes one.
   *
   * @param pods for how many pods
   * @param startNanos when the room is there, monotonic; {@link Endings#NEVER} if nobody knows
   * @param endNanos when the job gives it back, {@link Endings#NEVER} if nobody knows
   * @param nodes ascending
   * @param amounts by node and dimension, in the order of these
   */
  Reservation(
      Job job,
      int pods,
      long startNanos,
      long endNanos,
      int[] nodes,
      int[] dimensions,
      long[][] amounts) {
    this.job = job;
    this.pods = pods;
    this.startNanos = startNanos;
    this.endNanos = endNanos;
    this.nodes = nodes;
    this.dimensions = dimensions;
    this.amounts = amounts;
  }

  /** For whom room is kept. */
  public Job job() {
    return job;
  }

  /** For how many of its pods. */
  public int pods() {
    return pods;
  }

  /**
   * When the room is expected to be there, monotonic nanoseconds; {@link Long#MAX_VALUE} where that
   * is not known.
   */
  public long startNanos() {
    return startNanos;
  }

  /** Whether it is known when the room is there. */
  public boolean foreseen() {
    return startNanos != Endings.NEVER;
  }

  /** When the job is expected to end, {@link Long#MAX_VALUE} where that is not known. */
  long endNanos() {
    return endNanos;
  }

  /** How many nodes it keeps room on. */
  int size() {
    return nodes.length;
  }

  int node(int index) {
    return nodes[index];
  }

  int dimensions() {
    return dimensions.length;
  }

  int dimension(int index) {
    return dimensions[index];
  }

  /** What is kept on the node of that index, of the dimension of that index. */
  long amountAt(int index, int dimensionIndex) {
    return amounts[index][dimensionIndex];
  }

  /** What is kept on a node of a dimension, 0 if nothing is. */
  long amount(int node, int dimension) {
    int index = Arrays.binarySearch(nodes, node);
    for (int i = 0; index >= 0 && i < dimensions.length; i++) {
      if (dimensions[i] == dimension) {
        return amounts[index][i];
      }
    }
    return 0;
  }

  boolean has(int node) {
    return Arrays.binarySearch(nodes, node) >= 0;
  }

  /**
   * Whether it means the same to others, at a time, as another one that was made before. What
   * starts behind something overdue starts later with every look.
   */
  boolean alike(Reservation other, long nowNanos) {
    long later = startNanos - other.startNanos;
    boolean sameStart =
        (later >= 0 && later < SLIDES_NANOS)
            || (startNanos <= nowNanos && other.startNanos <= nowNanos);
    return job == other.job
        && sameStart
        && Arrays.equals(nodes, other.nodes)
        && Arrays.deepEquals(amounts, other.amounts);
  }
}
