package dev.basalt.testkit.agent;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long something takes: mostly near the median, one time in a thousand near the longest.
 *
 * @param median half of the draws are below, above 0 unless the longest is 0
 * @param longest no draw is above, at least the median
 */
public record Delay(Duration median, Duration longest) {
  /** The 99.9th percentile of the normal distribution. */
  private static final double Z_999 = 3.09;

  public Delay {
    if (median.isNegative() || longest.compareTo(median) < 0) {
      throw new IllegalArgumentException(
          "a delay needs 0 <= median <= longest, not " + median + " and " + longest);
    }
  }

  /** No time at all. */
  public static Delay none() {
    return new Delay(Duration.ZERO, Duration.ZERO);
  }

  /** A delay of milliseconds. */
  public static Delay millis(long median, long longest) {
    return new Delay(Duration.ofMillis(median), Duration.ofMillis(longest));
  }

  /** A log-normal draw, in nanoseconds. */
  long draw(RandomGenerator random) {
    if (median.isZero()) {
      return 0;
    }
    double sigma = StrictMath.log((double) longest.toNanos() / median.toNanos()) / Z_999;
    double nanos = median.toNanos() * StrictMath.exp(sigma * random.nextGaussian());
    return Math.min((long) nanos, longest.toNanos());
  }
}
