package dev.basalt.sim.check;

/**
 * What each of some queues deserves of one resource: weighted max-min fairness, in which nobody
 * gets more than it wants and what one does not want goes to the others by their weights. Apart
 * from the scheduler, so that figures do not rest on its own.
 */
public final class FairShares {
  private FairShares() {}

  /**
   * Splits a total.
   *
   * @param total at least 0
   * @param weights at least 1 each
   * @param wanted at least 0 each
   * @return what each deserves, in the unit of the total, rounded down
   */
  public static long[] split(long total, int[] weights, long[] wanted) {
    long[] parts = new long[weights.length];
    boolean[] settled = new boolean[weights.length];
    double remaining = total;
    while (true) {
      double open = 0;
      for (int i = 0; i < weights.length; i++) {
        open += settled[i] ? 0 : weights[i];
      }
      boolean anySettled = false;
      double taken = 0;
      for (int i = 0; i < weights.length; i++) {
        if (!settled[i] && wanted[i] <= remaining * weights[i] / open) {
          parts[i] = wanted[i];
          taken += wanted[i];
          settled[i] = true;
          anySettled = true;
        }
      }
      remaining -= taken;
      if (!anySettled) {
        for (int i = 0; i < weights.length; i++) {
          if (!settled[i]) {
            parts[i] = (long) (remaining * weights[i] / open);
          }
        }
        return parts;
      }
    }
  }
}
