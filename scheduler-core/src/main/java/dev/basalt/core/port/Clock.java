package dev.basalt.core.port;

/** Where the engine takes time from: the machine's clocks, or a simulation's. */
public interface Clock {
  /** Monotonic nanoseconds from an arbitrary start. */
  long nanos();

  /** Milliseconds since 1970. */
  long epochMillis();

  /** The clocks of this machine. */
  static Clock system() {
    return new Clock() {
      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public long epochMillis() {
        return System.currentTimeMillis();
      }
    };
  }
}
