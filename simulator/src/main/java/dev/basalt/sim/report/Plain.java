package dev.basalt.sim.report;

import java.util.Locale;

/** Numbers as people read them. */
final class Plain {
  private static final double MINUTE = 60;
  private static final double HOUR = 3600;
  private static final double DAY = 86_400;

  private Plain() {}

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A part, 0 to 1, in percent with one digit after the point. */
  static String percent(double part) {
    return String.format(Locale.ROOT, "%.1f %%", part * 100);
  }

  /** A time span in the unit that suits it: {@code 35 ms}, {@code 2.4 s}, {@code 15 min}. */
  static String span(long nanos) {
    double seconds = nanos / 1e9;
    if (seconds < 1) {
      return Math.round(nanos / 1e6) + " ms";
    }
    if (seconds < 10 && seconds != Math.rint(seconds)) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    if (seconds < 2 * MINUTE) {
      return Math.round(seconds) + " s";
    }
    if (seconds < 2 * HOUR) {
      return Math.round(seconds / MINUTE) + " min";
    }
    return seconds < 3 * DAY
        ? String.format(Locale.ROOT, "%.1f h", seconds / HOUR)
        : String.format(Locale.ROOT, "%.1f d", seconds / DAY);
  }

  /** Text for an HTML page or an attribute of it. */
  static String html(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
