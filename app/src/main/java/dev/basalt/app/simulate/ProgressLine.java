package dev.basalt.app.simulate;

import dev.basalt.sim.replay.Progress;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Says how far a run has come: in place on a terminal, else a line every ten seconds. */
final class ProgressLine implements Progress {
  private static final long IN_PLACE_NANOS = 200_000_000L;
  private static final long LINE_NANOS = 10_000_000_000L;

  private final String name;
  private final PrintStream out;
  private final boolean inPlace;
  private final LongSupplier clock;
  private long nextNanos;
  private boolean shown;

  /**
   * Begins to be silent.
   *
   * @param name what runs
   * @param inPlace whether a line can be overwritten
   * @param clock nanoseconds of real time
   */
  ProgressLine(String name, PrintStream out, boolean inPlace, LongSupplier clock) {
    this.name = name;
    this.out = out;
    this.inPlace = inPlace;
    this.clock = clock;
    nextNanos = clock.getAsLong() + (inPlace ? IN_PLACE_NANOS : LINE_NANOS);
  }

  @Override
  public void at(double part, long simulatedNanos, int bound, int waiting) {
    long now = clock.getAsLong();
    if (now < nextNanos) {
      return;
    }
    nextNanos = now + (inPlace ? IN_PLACE_NANOS : LINE_NANOS);
    shown = true;
    long minutes = simulatedNanos / 60_000_000_000L;
    String line =
        String.format(
            Locale.ROOT,
            "%s: %3.0f %%, simulated %d:%02d h, %,d pods bound, %,d wait",
            name,
            part * 100,
            minutes / 60,
            minutes % 60,
            bound,
            waiting);
    out.print(inPlace ? "\r" + line + "\u001b[K" : line + "\n");
    out.flush();
  }

  /** Takes the line away. */
  void done() {
    if (shown && inPlace) {
      out.print("\r\u001b[K");
      out.flush();
    }
  }
}
