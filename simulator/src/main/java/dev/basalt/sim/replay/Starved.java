package dev.basalt.sim.replay;

/**
 * A job that was starved.
 *
 * @param rule which rule says so
 * @param detail with numbers
 * @param atNanos when it was found, nanoseconds from the trace's start
 */
public record Starved(
    String job, String queue, String workClass, Rule rule, String detail, long atNanos) {
  /** What starving means; each by itself is enough. */
  public enum Rule {
    /** It waited for too long while its queue was below its share and nodes had room for it. */
    NEGLECTED,
    /**
     * It waited for too long, and then its queue started a later job of the same or lower priority
     * in room that would have done for it: as many pods, each as large, on the same kind of nodes.
     */
    OVERTAKEN,
    /** It had waited for too long and still had not started when the simulation ended. */
    NEVER_STARTED
  }
}
