package dev.basalt.cluster.feed;

import dev.basalt.core.port.Clock;
import java.util.function.LongSupplier;

/** A clock set by a test. */
record HandClock(LongSupplier nanosNow) implements Clock {
  @Override
  public long nanos() {
    return nanosNow.getAsLong();
  }

  @Override
  public long epochMillis() {
    return nanos() / 1_000_000;
  }
}
