package dev.basalt.sim.day;

import java.util.Locale;

/** The four classes of a generated day. */
enum WorkClass {
  /** Bags of short pods. */
  BURST(75, 0.8),
  /** Half gangs, half bags. */
  MID(25 * 60, 0.8),
  /** Gangs of 4 to 32. */
  LONG(4 * 3600, 0.6),
  /** Single pods and gangs of 4 that run for days. */
  WEEK(7 * 86_400, 0);

  private final double meanSeconds;
  private final double sigma;

  WorkClass(double meanSeconds, double sigma) {
    this.meanSeconds = meanSeconds;
    this.sigma = sigma;
  }

  /** The name in traces and reports. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The mean of how long its pods run. */
  double meanSeconds() {
    return meanSeconds;
  }

  /** The deviation of the logarithm of how long they run. */
  double sigma() {
    return sigma;
  }
}
