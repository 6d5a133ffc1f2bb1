package dev.basalt.cluster.write;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.VegasLimit;
import com.netflix.concurrency.limits.limit.WindowedLimit;
import java.util.concurrent.TimeUnit;

/**
 * How many requests may be under way at once, found by what the API server does: more while answers
 * take no longer for it, fewer once they queue up there (TCP Vegas' rule, over windows of a tenth
 * of a second), and fewer at once where it says 429 or nothing at all. Owned by one thread, or
 * guarded.
 */
public final class AdaptiveWidth {
  private static final long WINDOW_MILLIS = 100;
  private static final int SAMPLES = 10;
  private static final double BACK_OFF = 0.7;

  private final int least;
  private final int most;
  private final Limit limit;
  private volatile int width;

  /**
   * Begins in the middle.
   *
   * @param least never fewer, at least 1
   * @param initial until something is known
   * @param most never more; equal to {@code least} for a fixed width
   */
  public AdaptiveWidth(int least, int initial, int most) {
    this.least = least;
    this.most = most;
    this.limit =
        WindowedLimit.newBuilder()
            .minWindowTime(WINDOW_MILLIS, TimeUnit.MILLISECONDS)
            .maxWindowTime(WINDOW_MILLIS, TimeUnit.MILLISECONDS)
            .windowSize(SAMPLES)
            .build(
                VegasLimit.newBuilder()
                    .initialLimit(initial)
                    .maxConcurrency(most)
                    .decreaseFunction(width -> width * BACK_OFF)
                    .build());
    this.width = Math.clamp(initial, least, most);
  }

  /** How many may be under way now. Any thread. */
  public int now() {
    return width;
  }

  /**
   * Takes in what became of a request.
   *
   * @param sentNanos when it was sent
   * @param nanos how long its end took
   * @param underWay how many were under way then
   * @param pushedBack whether the API server asked for fewer, or gave no answer
   */
  public void ended(long sentNanos, long nanos, int underWay, boolean pushedBack) {
    limit.onSample(sentNanos, Math.max(1, nanos), underWay, pushedBack);
    width = Math.clamp(limit.getLimit(), least, most);
  }
}
