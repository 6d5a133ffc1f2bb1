package dev.basalt.plugins;

import java.util.Arrays;

/**
 * Splits an amount of one resource among claimants in proportion to their weights, each within a
 * floor and a ceiling: water poured into vessels that stand on one level.
 *
 * <p>Exact: a claimant's part is {@code weight x level} held within its bounds, rounded down to a
 * whole unit, and the units that rounding leaves go one each to the first claimants whose part was
 * rounded. The level itself, a fraction, is never stored. It is found by settling in each round the
 * claimants that would break one of their bounds, those whose breaches weigh more first, as CSS
 * resolves flexible lengths.
 *
 * <p>Keeps its arrays between calls, so that a steady state allocates nothing.
 */
public final class WaterFilling {
  private boolean[] settled = new boolean[0];
  private long[] none = new long[0];

  /**
   * Splits a total among the first claimants of the arrays.
   *
   * <p>The parts sum up to the total, or to all ceilings where these are less. Floors that exceed
   * the total in sum are themselves split by weight.
   *
   * @param total at least 0
   * @param count how many claimants there are
   * @param weights at least 1 each, below 2^47 in sum times the largest
   * @param floors 0 to the ceiling each
   * @param ceilings at least 0 each
   * @param parts is filled with what each gets
   */
  public void fill(
      long total, int count, int[] weights, long[] floors, long[] ceilings, long[] parts) {
    ensure(count);
    if (sum(floors, count) > total) {
      pour(total, count, weights, none, floors, parts);
    } else if (sum(ceilings, count) <= total) {
      System.arraycopy(ceilings, 0, parts, 0, count);
    } else {
      pour(total, count, weights, floors, ceilings, parts);
    }
  }

  private void pour(
      long total, int count, int[] weights, long[] floors, long[] ceilings, long[] parts) {
    Arrays.fill(settled, 0, count, false);
    long remaining = total;
    long open = 0;
    for (int i = 0; i < count; i++) {
      open += weights[i];
    }
    while (open > 0) {
      int breach = breach(remaining, open, count, weights, floors, ceilings);
      long settledWeight = 0;
      long settledAmount = 0;
      for (int i = 0; i < count; i++) {
        if (settled[i]) {
          continue;
        }
        long part = whole(remaining, weights[i], open);
        if (breach >= 0 && part < floors[i]) {
          parts[i] = floors[i];
        } else if (breach <= 0 && part >= ceilings[i]) {
          parts[i] = ceilings[i];
        } else {
          continue;
        }
        settled[i] = true;
        settledWeight += weights[i];
        settledAmount += parts[i];
      }
      if (settledWeight == 0) {
        level(remaining, open, count, weights, parts);
        return;
      }
      open -= settledWeight;
      remaining -= settledAmount;
    }
  }

  /**
   * What all open claimants' breaches of their bounds come to: above 0 if floors lift parts more
   * than ceilings cut them, below 0 if less.
   */
  private int breach(
      long remaining, long open, int count, int[] weights, long[] floors, long[] ceilings) {
    long lifted = 0;
    long fractions = 0;
    for (int i = 0; i < count; i++) {
      if (settled[i]) {
        continue;
      }
      long part = whole(remaining, weights[i], open);
      if (part < floors[i]) {
        lifted += floors[i] - part;
        fractions += fraction(remaining, weights[i], open);
      } else if (part >= ceilings[i]) {
        lifted -= part - ceilings[i];
        fractions += fraction(remaining, weights[i], open);
      }
    }
    long difference = lifted - Math.floorDiv(fractions, open);
    if (difference != 0) {
      return Long.signum(difference);
    }
    return Math.floorMod(fractions, open) == 0 ? 0 : -1;
  }

  /** Gives every open claimant its part; the units lost to rounding go to the first of these. */
  private void level(long remaining, long open, int count, int[] weights, long[] parts) {
    long left = remaining;
    for (int i = 0; i < count; i++) {
      if (!settled[i]) {
        parts[i] = whole(remaining, weights[i], open);
        left -= parts[i];
      }
    }
    for (int i = 0; i < count && left > 0; i++) {
      if (!settled[i] && fraction(remaining, weights[i], open) > 0) {
        parts[i]++;
        left--;
      }
    }
  }

  /** The whole units of {@code amount x weight / weights}, computed without overflow. */
  private static long whole(long amount, long weight, long weights) {
    return amount / weights * weight + amount % weights * weight / weights;
  }

  /** What {@link #whole} leaves, in parts of {@code 1 / weights}. */
  private static long fraction(long amount, long weight, long weights) {
    return amount % weights * weight % weights;
  }

  private static long sum(long[] amounts, int count) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += amounts[i];
      if (sum < 0) {
        return Long.MAX_VALUE;
      }
    }
    return sum;
  }

  private void ensure(int count) {
    if (settled.length < count) {
      settled = new boolean[count];
      none = new long[count];
    }
  }
}
