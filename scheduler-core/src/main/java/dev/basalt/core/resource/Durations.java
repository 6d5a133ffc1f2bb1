package dev.basalt.core.resource;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go and Kubernetes write them: {@code 30s}, {@code 200ms}, {@code 1h30m}. */
public final class Durations {
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h)");

  private static final Map<String, Double> NANOS =
      Map.of("ns", 1e0, "us", 1e3, "µs", 1e3, "ms", 1e6, "s", 1e9, "m", 60e9, "h", 3600e9);

  private static final long SECOND = 1_000_000_000L;

  private Durations() {}

  /**
   * A duration as {@link #parseNanos} reads it, in whole seconds; below a second in milliseconds.
   */
  public static String text(long nanos) {
    if (nanos < SECOND) {
      return Math.max(0, nanos) / 1_000_000 + "ms";
    }
    long seconds = nanos / SECOND;
    long hours = seconds / 3600;
    long minutes = seconds / 60 % 60;
    String text = hours > 0 ? hours + "h" : "";
    text += minutes > 0 ? minutes + "m" : "";
    return seconds % 60 > 0 || text.isEmpty() ? text + seconds % 60 + "s" : text;
  }

  /**
   * Parses a duration.
   *
   * @return nanoseconds, at least 0
   * @throws IllegalArgumentException if the text is no duration
   */
  public static long parseNanos(String text) {
    if (text.equals("0")) {
      return 0;
    }
    Matcher part = PART.matcher(text);
    double nanos = 0;
    int end = 0;
    while (part.find() && part.start() == end) {
      nanos += Double.parseDouble(part.group(1)) * NANOS.getOrDefault(part.group(2), 0.0);
      end = part.end();
    }
    if (end == 0 || end != text.length() || nanos >= Long.MAX_VALUE) {
      throw new IllegalArgumentException("\"" + text + "\" is not a duration such as 30s or 200ms");
    }
    return Math.round(nanos);
  }
}
