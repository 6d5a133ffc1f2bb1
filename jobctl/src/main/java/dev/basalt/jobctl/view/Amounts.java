package dev.basalt.jobctl.view;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Quantities for people: read exactly enough, written short. */
public final class Amounts {
  private static final Pattern FORM = Pattern.compile("([0-9.]+(?:[eE][-+]?\\d+)?)([a-zA-Z]*)");
  private static final Map<String, Double> UNITS =
      Map.ofEntries(
          Map.entry("n", 1e-9),
          Map.entry("u", 1e-6),
          Map.entry("m", 1e-3),
          Map.entry("", 1.0),
          Map.entry("k", 1e3),
          Map.entry("M", 1e6),
          Map.entry("G", 1e9),
          Map.entry("T", 1e12),
          Map.entry("P", 1e15),
          Map.entry("E", 1e18),
          Map.entry("Ki", 0x1p10),
          Map.entry("Mi", 0x1p20),
          Map.entry("Gi", 0x1p30),
          Map.entry("Ti", 0x1p40),
          Map.entry("Pi", 0x1p50),
          Map.entry("Ei", 0x1p60));
  private static final List<String> BYTES = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi");

  private Amounts() {}

  /** The number; 0 if the text is none. */
  public static double parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return 0;
    }
    return Double.parseDouble(parts.group(1)) * UNITS.getOrDefault(parts.group(2), 0.0);
  }

  /** Cores: {@code 2} or {@code 0.5}. */
  public static String cores(double cores) {
    return short3(cores);
  }

  /** Bytes in the largest unit that leaves a number from 1 on. */
  public static String bytes(double bytes) {
    double rest = bytes;
    int unit = 0;
    while (rest >= 1024 && unit < BYTES.size() - 1) {
      rest /= 1024;
      unit++;
    }
    return short3(rest) + BYTES.get(unit);
  }

  private static String short3(double number) {
    String text = String.format(Locale.ROOT, number >= 100 ? "%.0f" : "%.2f", number);
    return text.indexOf('.') < 0 ? text : text.replaceAll("\\.?0+$", "");
  }
}
