package dev.basalt.sim.replay;

/** A run at one moment. Resources and queues go by their numbers in {@link ReplayResult}. */
public final class Sample {
  private final long nanos;
  private final long[] used;
  private final long[] unusable;
  private final long[][] held;
  private final long[][] deserved;
  private final int gangsWaiting;
  private final int podsWaiting;

  /** Takes the arrays over: by resource, or by queue and resource. */
  Sample(
      long nanos,
      long[] used,
      long[] unusable,
      long[][] held,
      long[][] deserved,
      int gangsWaiting,
      int podsWaiting) {
    this.nanos = nanos;
    this.used = used;
    this.unusable = unusable;
    this.held = held;
    this.deserved = deserved;
    this.gangsWaiting = gangsWaiting;
    this.podsWaiting = podsWaiting;
  }

  /** When, nanoseconds from the trace's start. */
  public long nanos() {
    return nanos;
  }

  /** What pods hold in sum. */
  public long used(int resource) {
    return used[resource];
  }

  /**
   * Free room that the trace's typical pods cannot use: the mean over pod shapes, by how often they
   * come, of what is free on nodes that cannot take such a pod.
   */
  public long unusable(int resource) {
    return unusable[resource];
  }

  /** What a queue holds. */
  public long held(int queue, int resource) {
    return held[queue][resource];
  }

  /** A queue's weighted max-min share of what is held and wanted. */
  public long deserved(int queue, int resource) {
    return deserved[queue][resource];
  }

  /** Gangs submitted and not started. */
  public int gangsWaiting() {
    return gangsWaiting;
  }

  /** Pods without a node. */
  public int podsWaiting() {
    return podsWaiting;
  }
}
