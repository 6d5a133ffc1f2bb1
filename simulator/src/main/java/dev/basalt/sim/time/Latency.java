package dev.basalt.sim.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long something takes: a log-normal distribution cut off at both ends.
 *
 * @param minNanos never less than this, at least 0
 * @param medianNanos half of the draws are below
 * @param maxNanos never more than this; one draw in a thousand would be
 */
public record Latency(long minNanos, long medianNanos, long maxNanos) {
  /** Nothing takes any time. */
  public static final Latency NONE = new Latency(0, 0, 0);

  /** The 99.9th percentile of the normal distribution. */
  private static final double Z_999 = 3.09;

  public Latency {
    if (minNanos < 0 || medianNanos < minNanos || maxNanos < medianNanos) {
      throw new IllegalArgumentException(
          "latency must satisfy 0 <= min <= median <= max, not "
              + minNanos
              + ", "
              + medianNanos
              + ", "
              + maxNanos);
    }
  }

  /** Always the same. */
  public static Latency fixed(Duration duration) {
    return new Latency(duration.toNanos(), duration.toNanos(), duration.toNanos());
  }

  /** Mostly near the median, now and then up to the maximum. */
  public static Latency longTailed(Duration median, Duration max) {
    return new Latency(0, median.toNanos(), max.toNanos());
  }

  /** A draw in nanoseconds, the same on every machine for the same random numbers. */
  public long draw(RandomGenerator random) {
    if (medianNanos == maxNanos) {
      return maxNanos;
    }
    double sigma = StrictMath.log((double) maxNanos / Math.max(1, medianNanos)) / Z_999;
    double factor = StrictMath.exp(sigma * random.nextGaussian());
    return Math.clamp((long) (medianNanos * factor), minNanos, maxNanos);
  }
}
