package dev.basalt.sim.replay;

/** Is told how far a run has come, now and then. */
@FunctionalInterface
public interface Progress {
  /** Nobody looks. */
  Progress NONE = (part, simulatedNanos, bound, waiting) -> {};

  /**
   * A stretch of virtual time has passed.
   *
   * @param part how much of the time in which work comes in is over, 0 to 1
   * @param simulatedNanos virtual time from the trace's start
   * @param bound pods bound so far
   * @param waiting pods without a node
   */
  void at(double part, long simulatedNanos, int bound, int waiting);
}
