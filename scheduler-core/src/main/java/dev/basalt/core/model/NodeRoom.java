package dev.basalt.core.model;

import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceSchema;
import java.util.Arrays;

/**
 * What the nodes have, what is held and promised of it, and what fits the rest. Amounts are {@code
 * column[dimension][node]} in the schema's units.
 *
 * <p>A superclass, not a part, of the only table of nodes: every look at a node's room would go
 * through one more reference.
 */
public abstract sealed class NodeRoom permits NodeTable {
  private static final int INITIAL_CAPACITY = 16;

  private final ResourceSchema schema;
  private long[][] allocatable = new long[0][];
  private long[][] used = new long[0][];
  private long[][] releasing = new long[0][];
  private long[][] pipelined = new long[0][];
  private int promises;
  private int capacity = INITIAL_CAPACITY;

  NodeRoom(ResourceSchema schema) {
    this.schema = schema;
  }

  public final ResourceSchema schema() {
    return schema;
  }

  public final long allocatable(int dimension, int node) {
    return at(allocatable, dimension, node);
  }

  /** What pods on the node hold, releasing ones included. */
  public final long used(int dimension, int node) {
    return at(used, dimension, node);
  }

  /** The part of {@link #used} that is on its way out. */
  public final long releasing(int dimension, int node) {
    return at(releasing, dimension, node);
  }

  /** What is promised of the room being released. */
  public final long pipelined(int dimension, int node) {
    return at(pipelined, dimension, node);
  }

  /**
   * What may be taken now: what no pod holds, less what is promised beyond what is being released.
   * Below 0 where others have overcommitted the node.
   */
  public final long idle(int dimension, int node) {
    long unused = unused(dimension, node);
    return promises == 0 ? unused : Math.min(unused, futureIdle(dimension, node));
  }

  /** What no pod holds, promised or not. */
  public final long unused(int dimension, int node) {
    return allocatable(dimension, node) - used(dimension, node);
  }

  /** What may be promised: unused plus releasing minus what is promised already. */
  public final long futureIdle(int dimension, int node) {
    return unused(dimension, node) + releasing(dimension, node) - pipelined(dimension, node);
  }

  /** Whether a request fits what is free now. Cost: its dimensions. */
  public final boolean fitsIdle(Request request, int node) {
    for (int i = 0; i < request.size(); i++) {
      if (idle(request.dimension(i), node) < request.amount(i)) {
        return false;
      }
    }
    return true;
  }

  /** How many times a request fits what is free now. Cost: its dimensions. */
  public final int slots(Request request, int node) {
    long slots = Integer.MAX_VALUE;
    for (int i = 0; i < request.size(); i++) {
      long idle = Math.max(0, idle(request.dimension(i), node));
      slots = Math.min(slots, idle / request.amount(i));
    }
    return (int) slots;
  }

  /** Whether a request fits a node that holds nothing. */
  public final boolean fitsEmpty(Request request, int node) {
    for (int i = 0; i < request.size(); i++) {
      if (allocatable(request.dimension(i), node) < request.amount(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a request fits what will be free once releasing pods are gone. */
  public final boolean fitsFutureIdle(Request request, int node) {
    for (int i = 0; i < request.size(); i++) {
      if (futureIdle(request.dimension(i), node) < request.amount(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether no pod holds the room that a request needs; it may be promised. */
  public final boolean fitsUnused(Request request, int node) {
    for (int i = 0; i < request.size(); i++) {
      if (unused(request.dimension(i), node) < request.amount(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether more of a node is promised than it has or will have once releasing pods are gone. */
  public final boolean overpromised(int node) {
    for (int dimension = 0; dimension < pipelined.length; dimension++) {
      if (pipelined[dimension][node] > 0 && futureIdle(dimension, node) < 0) {
        return true;
      }
    }
    return false;
  }

  final void allocatable(int dimension, int node, long amount) {
    growDimensions();
    allocatable[dimension][node] = amount;
  }

  final void clearAllocatable(int node) {
    for (long[] column : allocatable) {
      column[node] = 0;
    }
  }

  /** Adds a request to what pods hold, or takes it off (sign -1). */
  final void use(int node, Request request, int sign) {
    growDimensions();
    apply(used, node, request, sign);
  }

  /** Adds a request to what is on its way out, or takes it off (sign -1). */
  final void release(int node, Request request, int sign) {
    growDimensions();
    apply(releasing, node, request, sign);
  }

  /** Adds a request to what is promised, or takes it off (sign -1). */
  final void promise(int node, Request request, int sign) {
    growDimensions();
    apply(pipelined, node, request, sign);
    promises += sign;
  }

  /** Makes room for a node of that id in all columns. */
  final void ensureRoom(int node) {
    if (node < capacity) {
      return;
    }
    capacity *= 2;
    for (long[][] columns : new long[][][] {allocatable, used, releasing, pipelined}) {
      for (int dimension = 0; dimension < columns.length; dimension++) {
        columns[dimension] = Arrays.copyOf(columns[dimension], capacity);
      }
    }
  }

  /** The columns must have all dimensions already: growing replaces them. */
  private static void apply(long[][] columns, int node, Request request, int sign) {
    for (int i = 0; i < request.size(); i++) {
      columns[request.dimension(i)][node] += sign * request.amount(i);
    }
  }

  private static long at(long[][] columns, int dimension, int node) {
    return dimension < columns.length ? columns[dimension][node] : 0;
  }

  private void growDimensions() {
    if (allocatable.length < schema.size()) {
      allocatable = withColumns(allocatable);
      used = withColumns(used);
      releasing = withColumns(releasing);
      pipelined = withColumns(pipelined);
    }
  }

  private long[][] withColumns(long[][] columns) {
    long[][] more = Arrays.copyOf(columns, schema.size());
    for (int dimension = columns.length; dimension < more.length; dimension++) {
      more[dimension] = new long[capacity];
    }
    return more;
  }
}
