package dev.basalt.core.estimate;

/**
 * Pods made from one template, and how long those ran that have succeeded.
 *
 * <p>The estimate is {@code mean + 2 x spread}, both weighted exponentially: {@code spread} moves
 * by a quarter of its distance to {@code |run - mean|}, {@code mean} by an eighth of its distance
 * to {@code run}; the first run sets the mean, and a spread of half of it. This is the estimator of
 * TCP's retransmission timer (Jacobson, Congestion Avoidance and Control, 1988; RFC 6298) with 2
 * instead of 4 spreads: about the 95th percentile where run times are spread like a normal
 * distribution. It forgets old runs, needs two numbers, and one odd run does not carry it away.
 */
public final class Template {
  /** Stands for "not known". */
  public static final long UNKNOWN = Long.MAX_VALUE;

  private static final double SPREADS = 2;
  private static final double LONGEST_NANOS = 3.2e18;

  private double mean = -1;
  private double spread;

  /** Learns from a pod that ran so long, nanoseconds, and succeeded. */
  public void ran(long nanos) {
    if (mean < 0) {
      mean = nanos;
      spread = nanos / 2.0;
      return;
    }
    spread += (Math.abs(nanos - mean) - spread) / 4;
    mean += (nanos - mean) / 8;
  }

  /** How long the next one runs, nanoseconds; {@link #UNKNOWN} while none has succeeded. */
  public long estimateNanos() {
    return mean < 0 ? UNKNOWN : Math.round(Math.min(LONGEST_NANOS, mean + SPREADS * spread));
  }
}
