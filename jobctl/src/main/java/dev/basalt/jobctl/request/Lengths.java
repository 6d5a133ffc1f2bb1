package dev.basalt.jobctl.request;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people write them: {@code 90s}, {@code 2h30m}, {@code 7d}. */
public final class Lengths {
  private static final Pattern FORM =
      Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,9})s)?");
  private static final long[] SECONDS = {86_400, 3_600, 60, 1};

  private Lengths() {}

  /** Whole seconds; -1 if the text is no length of time. */
  public static long seconds(String text) {
    Matcher parts = FORM.matcher(text);
    if (text.isEmpty() || !parts.matches()) {
      return -1;
    }
    long sum = 0;
    for (int i = 0; i < SECONDS.length; i++) {
      String part = parts.group(i + 1);
      sum += part == null ? 0 : Long.parseLong(part) * SECONDS[i];
    }
    return sum;
  }
}
