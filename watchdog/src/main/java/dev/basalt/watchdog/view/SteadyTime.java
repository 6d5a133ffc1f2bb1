package dev.basalt.watchdog.view;

import dev.basalt.core.port.Clock;

/**
 * The time of day, by a clock that does not leap: it goes on with the monotonic clock, and follows
 * the wall clock by a second in twenty at most. Whoever sets the wall clock, for a moment or for
 * good, makes nothing look hours old, and no hour look over. Owned by one thread.
 */
public final class SteadyTime {
  /** Of the time that passes, the part by which it may be corrected. */
  private static final long SLOWNESS = 20;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Clock clock;
  private long nanos;

  /** Milliseconds since 1970 less those of the monotonic clock. */
  private long offsetMillis;

  /** A clock that shows what the wall clock shows now. */
  public SteadyTime(Clock clock) {
    this.clock = clock;
    this.nanos = clock.nanos();
    this.offsetMillis = clock.epochMillis() - nanos / NANOS_PER_MILLI;
  }

  /** The time now; never before a time that it has shown. */
  public Moment now() {
    long at = clock.nanos();
    long most = (at - nanos) / NANOS_PER_MILLI / SLOWNESS;
    long wanted = clock.epochMillis() - at / NANOS_PER_MILLI;
    if (most > 0) {
      offsetMillis += Math.clamp(wanted - offsetMillis, -most, most);
      nanos = at;
    }
    return new Moment(at, at / NANOS_PER_MILLI + offsetMillis);
  }
}
