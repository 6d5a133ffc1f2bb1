package dev.basalt.sim.day;

import java.util.random.RandomGenerator;

/**
 * When work is submitted over a day: less at night, a peak at half past ten, a second one at three.
 */
final class DayCurve {
  private static final int MINUTES = 24 * 60;
  private static final double NIGHT = 1;
  private static final double MORNING_PEAK = 0.9;
  private static final double MORNING_HOUR = 10.5;
  private static final double MORNING_WIDTH = 1.7;
  private static final double AFTERNOON_PEAK = 0.6;
  private static final double AFTERNOON_HOUR = 15;
  private static final double AFTERNOON_WIDTH = 1.9;

  private final double[] sums = new double[MINUTES + 1];

  DayCurve() {
    for (int minute = 0; minute < MINUTES; minute++) {
      sums[minute + 1] = sums[minute] + rate((minute + 0.5) / 60);
    }
  }

  /** The rate of submissions at an hour of the day, in no particular unit. */
  static double rate(double hour) {
    return NIGHT
        + bell(MORNING_PEAK, hour - MORNING_HOUR, MORNING_WIDTH)
        + bell(AFTERNOON_PEAK, hour - AFTERNOON_HOUR, AFTERNOON_WIDTH);
  }

  /** A time of day in nanoseconds, drawn by the rate. */
  long draw(RandomGenerator random) {
    double point = random.nextDouble() * sums[MINUTES];
    int low = 0;
    int high = MINUTES;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (sums[middle] <= point) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double within = (point - sums[low]) / (sums[low + 1] - sums[low]);
    return (long) ((low + within) * 60e9);
  }

  private static double bell(double height, double offset, double width) {
    return height * StrictMath.exp(-(offset / width) * (offset / width));
  }
}
