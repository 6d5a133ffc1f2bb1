package dev.basalt.sim.story;

/**
 * Whether a story is played on a real API server too, and how fast.
 *
 * @param turn when that is
 * @param scale how much shorter its times are there, above 0 and at most 1
 */
public record RealRun(Turn turn, double scale) {
  /** A story that says nothing takes about so long. */
  private static final double USUAL_SECONDS = 6;

  private static final double LEAST_SCALE = 0.05;

  /** When a story is played on a real API server. */
  public enum Turn {
    /** With every build. */
    ALWAYS,
    /** In the long runs. */
    SOAK,
    /** In the simulator only. */
    NEVER
  }

  /** What holds for a story of some length that says nothing of it. */
  static RealRun unsaid(double seconds) {
    return new RealRun(Turn.SOAK, usualScale(seconds));
  }

  /** How much a story of some length is shortened unless it says otherwise. */
  static double usualScale(double seconds) {
    return seconds <= USUAL_SECONDS ? 1 : Math.max(LEAST_SCALE, USUAL_SECONDS / seconds);
  }
}
