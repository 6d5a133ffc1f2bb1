package dev.basalt.core.engine;

import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Task;
import dev.basalt.core.port.Clock;

/** What became of the bindings and evictions that were asked for. */
final class BindingAnswers {
  private static final long FIRST_BACK_OFF_NANOS = 100_000_000L;
  private static final int MAX_BACK_OFF_DOUBLINGS = 7;
  private static final long SPARED_AFTER_REFUSAL_NANOS = 30_000_000_000L;

  private final ClusterState state;
  private final EngineListener listener;
  private final Clock clock;

  BindingAnswers(ClusterState state, EngineListener listener, Clock clock) {
    this.state = state;
    this.listener = listener;
    this.clock = clock;
  }

  void confirmed(String podUid) {
    state.reports().bindingConfirmed(podUid);
    Task task = state.task(podUid);
    if (task != null) {
      listener.bound(task.pod(), Math.max(0, clock.epochMillis() - task.pod().createdMillis()));
    }
  }

  /** The pod waits again, the longer the more often it was refused. */
  void refused(String podUid, String reason, String message, long now) {
    Task task = state.task(podUid);
    int doublings = task == null ? 0 : Math.min(task.refusals(), MAX_BACK_OFF_DOUBLINGS);
    if (state.reports().bindingRefused(podUid, now + (FIRST_BACK_OFF_NANOS << doublings))) {
      listener.refused(podUid, reason, message);
    }
  }

  /** The pod is left alone for a while. */
  void evictionRefused(String podUid, long now) {
    Task task = state.task(podUid);
    if (task != null) {
      state.evictionRefused(task, now + SPARED_AFTER_REFUSAL_NANOS);
    }
  }
}
