package dev.basalt.core.testing;

import dev.basalt.core.port.Clock;
import java.time.Duration;

/** A clock that moves when told to, and a little with each reading if asked for. */
public final class FakeClock implements Clock {
  private static final long START_MILLIS = 1_700_000_000_000L;

  private long nanos;
  private long nanosPerReading;

  @Override
  public long nanos() {
    nanos += nanosPerReading;
    return nanos;
  }

  @Override
  public long epochMillis() {
    return START_MILLIS + nanos / 1_000_000;
  }

  public void advance(Duration time) {
    nanos += time.toNanos();
  }

  public void advanceTo(long instant) {
    nanos = Math.max(nanos, instant);
  }

  /** From now on each reading takes so long. */
  public void ticking(Duration perReading) {
    nanosPerReading = perReading.toNanos();
  }
}
