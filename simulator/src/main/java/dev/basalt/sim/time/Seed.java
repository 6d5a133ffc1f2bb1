package dev.basalt.sim.time;

import java.util.SplittableRandom;

/** The seed of a simulated world: one number from which all its chance comes. */
public record Seed(long value) {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /**
   * Random numbers for one purpose. Those of another purpose do not depend on how many are drawn
   * here.
   */
  public SplittableRandom stream(String purpose) {
    return new SplittableRandom(value * GOLDEN ^ ((long) purpose.hashCode() << 20));
  }
}
