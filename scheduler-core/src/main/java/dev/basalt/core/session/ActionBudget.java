package dev.basalt.core.session;

import dev.basalt.core.port.Clock;

/** The time that an action may take in a session. */
public final class ActionBudget {
  private final Clock clock;
  private final long nanos;
  private long beganNanos;
  private long deadlineNanos;

  ActionBudget(Clock clock, long nanos) {
    this.clock = clock;
    this.nanos = nanos;
  }

  /** An action begins to gather what it will decide on. */
  public void beginAction() {
    beganNanos = clock.nanos();
  }

  /**
   * An action begins to decide. It may take the session's budget, or as long as gathering took if
   * that was longer: however much waits, every action gets on with it in every session.
   */
  public void beginDeciding() {
    long now = clock.nanos();
    deadlineNanos = now + Math.max(nanos, now - beganNanos);
  }

  /** Whether an action has used up its time: stop at the next safe point, the rest comes next. */
  public boolean spent() {
    return clock.nanos() - deadlineNanos > 0;
  }
}
