package dev.basalt.cluster.lead;

import dev.basalt.core.port.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A point in time on both clocks of a machine. The monotonic one is right as long as the machine
 * runs; the wall clock alone notices that a machine was suspended. (Only a machine whose wall clock
 * is set back just when it is suspended can take its Lease for younger than it is.)
 *
 * @param nanos monotonic nanoseconds
 * @param epochMillis milliseconds since 1970
 */
record Moment(long nanos, long epochMillis) {

  static Moment now(Clock clock) {
    return new Moment(clock.nanos(), clock.epochMillis());
  }

  /** Nanoseconds that have surely passed since an earlier moment. */
  long atLeastSince(Moment earlier) {
    return nanos - earlier.nanos;
  }

  /** Nanoseconds that may have passed since an earlier moment, by whichever clock says more. */
  long atMostSince(Moment earlier) {
    long wall = TimeUnit.MILLISECONDS.toNanos(epochMillis - earlier.epochMillis);
    return Math.max(nanos - earlier.nanos, wall);
  }

  Moment plus(Duration time) {
    return new Moment(nanos + time.toNanos(), epochMillis + time.toMillis());
  }
}
