package dev.basalt.watchdog;

import dev.basalt.core.port.Clock;
import java.time.Duration;
import java.time.Instant;

/** Clocks that are turned by hand. */
public final class HandClock implements Clock {
  /** When the day begins. */
  public static final long START = Instant.parse("2026-11-26T08:00:00Z").toEpochMilli();

  private long nanos = 77_000_000_000L;
  private long millis = START;

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public long epochMillis() {
    return millis;
  }

  /** Time passes. */
  public void pass(Duration time) {
    nanos += time.toNanos();
    millis += time.toMillis();
  }

  /** Somebody sets the wall clock. */
  public void leap(Duration by) {
    millis += by.toMillis();
  }
}
