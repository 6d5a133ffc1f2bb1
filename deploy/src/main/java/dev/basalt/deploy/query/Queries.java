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
   * The sum over objects of a series that describes them, whichever process tells of it: two that
   * tell the same do not count twice.
   *
   * @param objects labels that tell the objects apart, besides those to keep
   * @param by labels to keep, separated by commas
   */
  public static String total(String series, String objects, String by) {
    return "sum by (%s) (%s)".formatted(by, object(series, objects + ", " + by));
  }

  /**
   * What is free on each node that is ready and takes pods.
   *
   * @param selector of nodes and resources, in braces; empty for all
   * @param by labels to keep, separated by commas; the node among them
   */
  public static String free(String selector, String by) {
    return "%s - %s and on (node) (basalt_node_ready == 1)"
        .formatted(
            object("basalt_node_allocatable" + selector, by),
            object("basalt_node_allocated" + selector, by));
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
