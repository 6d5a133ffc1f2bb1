package dev.basalt.core.engine;

import java.util.List;

/**
 * What a session did.
 *
 * @param id the session's name
 * @param nanos its duration by the engine's clock
 * @param bindings bindings sent
 * @param evictions evictions sent
 * @param waitingJobs jobs that wait after it
 * @param actionNanos duration of each action, in the order of the configuration
 */
public record SessionReport(
    String id,
    long nanos,
    int bindings,
    int evictions,
    int waitingJobs,
    List<ActionTime> actionNanos) {

  /** How long an action took, in nanoseconds. */
  public record ActionTime(String action, long nanos) {}
}
