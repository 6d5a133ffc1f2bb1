package dev.basalt.sim.trace;

import dev.basalt.core.event.PodShape;

/**
 * A job of a trace: pods of one shape that are submitted together.
 *
 * @param name unique within the trace
 * @param queue the queue's name
 * @param workClass what it is counted under in reports
 * @param submitNanos when it is submitted, nanoseconds from the trace's start
 * @param pods how many pods, at least 1
 * @param minMember how many of them start together or not at all, 1 to {@code pods}
 * @param shape what each pod asks for
 * @param durationNanos how long a pod runs
 * @param durationSpread pods run for {@code durationNanos} times 1 - spread to 1 + spread, 0 to 1
 * @param priority a higher one comes first, 0 if not stated
 */
public record TraceJob(
    String name,
    String queue,
    String workClass,
    long submitNanos,
    int pods,
    int minMember,
    PodShape shape,
    long durationNanos,
    double durationSpread,
    int priority) {

  public TraceJob {
    if (pods < 1 || minMember < 1 || minMember > pods) {
      throw new IllegalArgumentException(
          name + ": 1 <= min_member <= pods is not so for " + minMember + " of " + pods);
    }
  }

  /** Whether pods must start together. */
  public boolean gang() {
    return minMember > 1;
  }
}
