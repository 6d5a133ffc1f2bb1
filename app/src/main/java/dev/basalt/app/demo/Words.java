package dev.basalt.app.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Numbers and sentences as a person reads them. */
final class Words {
  private static final long MILLI = 1_000_000;

  private Words() {}

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Cores from milli-CPU, rounded to whole ones where there are many. */
  static String cores(long cpuMillis) {
    return cpuMillis >= 10_000 || cpuMillis % 1000 == 0
        ? count(Math.round(cpuMillis / 1000.0))
        : String.format(Locale.ROOT, "%.1f", cpuMillis / 1000.0);
  }

  static String percent(double part) {
    return Math.round(part * 100) + " %";
  }

  /** A latency: {@code 312 ms}, {@code 2.4 s}. */
  static String latency(long nanos) {
    return nanos < 1000 * MILLI
        ? Math.round((double) nanos / MILLI) + " ms"
        : String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }

  static String seconds(Duration duration) {
    return duration.toSeconds() + " s";
  }

  /** A number with its noun: {@code 1 gang}, {@code 2 gangs}. */
  static String count(long number, String noun) {
    return count(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /**
   * Breaks a sentence into lines.
   *
   * @param most the number of lines at which it is cut off
   */
  static List<String> wrap(String sentence, int width, int most) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : sentence.split(" ")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    if (lines.size() <= most) {
      return lines;
    }
    String last = lines.get(most - 1);
    List<String> cut = new ArrayList<>(lines.subList(0, most - 1));
    cut.add(last.substring(0, Math.min(last.length(), Math.max(0, width - 4))) + " ...");
    return cut;
  }
}
