package dev.basalt.controllers.job.oom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A set of indexes of a task's pods, written as {@code 0-5,9}. Immutable. */
public final class Shards {
  static final Shards NONE = new Shards(new int[0]);

  /** First and last of each range, in order; between two ranges one is missing at least. */
  private final int[] bounds;

  private Shards(int[] bounds) {
    this.bounds = bounds;
  }

  static Shards of(int index) {
    return new Shards(new int[] {index, index});
  }

  /**
   * Reads what {@link #toString} writes.
   *
   * @throws IllegalArgumentException if it is nothing of the kind
   */
  static Shards parse(String text) {
    Shards all = NONE;
    for (String part : text.split(",", -1)) {
      int dash = part.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
      int last = dash < 0 ? first : Integer.parseInt(part.substring(dash + 1));
      if (first < 0 || last < first) {
        throw new IllegalArgumentException("no range of indexes: " + part);
      }
      all = all.plus(new Shards(new int[] {first, last}));
    }
    return all;
  }

  boolean isEmpty() {
    return bounds.length == 0;
  }

  /** Whether an index is in it. */
  public boolean contains(int index) {
    int at = Arrays.binarySearch(bounds, index);
    // Between the first and the last of a range, the place to insert is odd.
    return at >= 0 || (-at - 1) % 2 == 1;
  }

  /** How many indexes below one are in it. */
  public int below(int end) {
    int count = 0;
    for (int i = 0; i < bounds.length && bounds[i] < end; i += 2) {
      count += Math.min(bounds[i + 1], end - 1) - bounds[i] + 1;
    }
    return count;
  }

  /** All of both. */
  Shards plus(Shards other) {
    List<int[]> ranges = new ArrayList<>(ranges());
    ranges.addAll(other.ranges());
    ranges.sort((a, b) -> Integer.compare(a[0], b[0]));
    List<int[]> joined = new ArrayList<>();
    for (int[] range : ranges) {
      int[] before = joined.isEmpty() ? null : joined.getLast();
      // Indexes are from 0: the last one less 1 does not overflow.
      if (before != null && range[0] - 1 <= before[1]) {
        before[1] = Math.max(before[1], range[1]);
      } else {
        joined.add(range);
      }
    }
    return of(joined);
  }

  /** All but one. */
  Shards without(int index) {
    if (!contains(index)) {
      return this;
    }
    List<int[]> left = new ArrayList<>();
    for (int[] range : ranges()) {
      if (index < range[0] || index > range[1]) {
        left.add(range);
        continue;
      }
      if (index > range[0]) {
        left.add(new int[] {range[0], index - 1});
      }
      if (index < range[1]) {
        left.add(new int[] {index + 1, range[1]});
      }
    }
    return of(left);
  }

  private List<int[]> ranges() {
    List<int[]> ranges = new ArrayList<>(bounds.length / 2);
    for (int i = 0; i < bounds.length; i += 2) {
      ranges.add(new int[] {bounds[i], bounds[i + 1]});
    }
    return ranges;
  }

  private static Shards of(List<int[]> ranges) {
    int[] all = new int[2 * ranges.size()];
    for (int i = 0; i < ranges.size(); i++) {
      all[2 * i] = ranges.get(i)[0];
      all[2 * i + 1] = ranges.get(i)[1];
    }
    return all.length == 0 ? NONE : new Shards(all);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shards that && Arrays.equals(bounds, that.bounds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bounds);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bounds.length; i += 2) {
      text.append(i == 0 ? "" : ",").append(bounds[i]);
      if (bounds[i + 1] > bounds[i]) {
        text.append('-').append(bounds[i + 1]);
      }
    }
    return text.toString();
  }
}
