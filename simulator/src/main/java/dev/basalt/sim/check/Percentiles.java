package dev.basalt.sim.check;

import java.util.Arrays;

/** Amounts in the order in which they come, and their percentiles. */
public final class Percentiles {
  private long[] values = new long[64];
  private int size;

  public void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  public int size() {
    return size;
  }

  /**
   * The smallest value that at least a part of all values does not exceed (nearest rank); 0 if
   * there are none.
   *
   * @param part above 0, at most 1
   */
  public long at(double part) {
    if (size == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(values, size);
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(part * size) - 1)];
  }
}
