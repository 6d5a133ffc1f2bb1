package dev.basalt.sim.workload;

import dev.basalt.sim.time.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** When things arrive, counted from a common start, earliest first. */
public final class Arrivals {
  private Arrivals() {}

  /** All at once. */
  public static List<Duration> burst(Duration at, int count) {
    return evenly(at, Duration.ZERO, count);
  }

  /** One every so often. */
  public static List<Duration> evenly(Duration first, Duration gap, int count) {
    List<Duration> arrivals = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      arrivals.add(first.plus(gap.multipliedBy(i)));
    }
    return arrivals;
  }

  /**
   * A Poisson process: independent arrivals at a mean rate.
   *
   * @param perSecond the mean rate, above 0
   */
  public static List<Duration> poisson(Seed seed, double perSecond, int count) {
    if (!(perSecond > 0)) {
      throw new IllegalArgumentException("rate must be above 0 a second, not " + perSecond);
    }
    SplittableRandom random = seed.stream("arrivals");
    List<Duration> arrivals = new ArrayList<>(count);
    double seconds = 0;
    for (int i = 0; i < count; i++) {
      seconds += -StrictMath.log(1 - random.nextDouble()) / perSecond;
      arrivals.add(Duration.ofNanos((long) (seconds * 1e9)));
    }
    return arrivals;
  }
}
