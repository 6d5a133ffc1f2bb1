package dev.basalt.controllers.job.oom;

/** What becomes of a shard of which a pod was killed for want of memory. */
public sealed interface Verdict {
  /** What stands in the way of a growth. */
  enum Bound {
    MAX_RETRIES("max-retries"),
    MAX_MEMORY("max-memory"),
    LARGEST_NODE("largest-node"),
    QUEUE_CAPABILITY("queue-capability"),
    NOTHING_ASKED_FOR("nothing-asked-for");

    private final String text;

    Bound(String text) {
      this.text = text;
    }

    /** The name in metrics. */
    public String text() {
      return text;
    }
  }

  /** It is to be made anew with more. */
  record Grown(Growth growth) implements Verdict {}

  /** It is to be made anew: what was found out before is more than it had. */
  record Known() implements Verdict {}

  /**
   * It stays as it is.
   *
   * @param bound what stands in the way
   * @param message which container had how much, and what the bound is
   */
  record Refused(Bound bound, String message) implements Verdict {}
}
