package dev.basalt.deploy.query;

/** Parts of queries in PromQL. */
public final class Queries {
  private Queries() {}

  /**
   * The sum of a scheduler's series over the schedulers that decide: one for each zone. A standby
   * publishes the same as its leader, which must not count twice.
   *
   * @param series a name, with a selector if need be
   * @param by labels to keep, separated by commas
   */
  public static String led(String series, String by) {
    return "sum by (%s) (%s * on (job, instance) group_left () basalt_leader)"
        .formatted(by, series);
  }

  /**
   * The value of a series that describes an object, whichever process tells of it.
   *
   * @param by labels to keep, separated by commas
   */
  public static String object(String series, String by) {
    return "max by (%s) (%s)".formatted(by, series);
  }

  /**
   * A quantile of a histogram over a window.
   *
   * @param quantile from 0 to 1, such as {@code 0.95}
   * @param histogram its name without {@code _bucket}
   * @param selector what to look at, in braces; empty for all
   * @param by labels to keep, separated by commas; empty for none
   * @param window such as {@code 5m}
   */
  public static String quantile(
      String quantile, String histogram, String selector, String by, String window) {
    String labels = by.isEmpty() ? "le" : "le, " + by;
    return "histogram_quantile(%s, sum by (%s) (rate(%s_bucket%s[%s])))"
        .formatted(quantile, labels, histogram, selector, window);
  }

  /**
   * How often something happened in a minute, over a window.
   *
   * @param by labels to keep, separated by commas
   */
  public static String perMinute(String counter, String by, String window) {
    return "60 * sum by (%s) (rate(%s[%s]))".formatted(by, counter, window);
  }
}
