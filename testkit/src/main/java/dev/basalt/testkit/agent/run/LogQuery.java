package dev.basalt.testkit.agent.run;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants of a log, as the kubelet's API says it.
 *
 * @param follow whether to go on until the container ends
 * @param tailLines only so many of the last lines, -1 for all
 * @param since only what was written from then on
 * @param limitBytes no more than so many, {@link Long#MAX_VALUE} for all
 * @param timestamps whether lines begin with when they were written
 * @param previous the run of the container before this one
 */
record LogQuery(
    boolean follow,
    long tailLines,
    Instant since,
    long limitBytes,
    boolean timestamps,
    boolean previous) {

  /**
   * Reads the part of an address after the question mark.
   *
   * @throws IllegalArgumentException if something in it cannot be read; the message names it
   */
  static LogQuery parse(@Nullable String query, Instant now) {
    Map<String, String> values = new HashMap<>();
    for (String part : query == null ? new String[0] : query.split("&", -1)) {
      String[] pair = part.split("=", 2);
      values.put(
          pair[0], pair.length < 2 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
    }
    Instant since = Instant.MIN;
    if (values.containsKey("sinceSeconds")) {
      since = now.minusSeconds(number(values, "sinceSeconds", 0));
    } else if (values.containsKey("sinceTime")) {
      since = time(values.getOrDefault("sinceTime", ""));
    }
    return new LogQuery(
        flag(values, "follow"),
        number(values, "tailLines", -1),
        since,
        number(values, "limitBytes", Long.MAX_VALUE),
        flag(values, "timestamps"),
        flag(values, "previous"));
  }

  private static boolean flag(Map<String, String> values, String name) {
    String value = values.getOrDefault(name, "false");
    return value.equals("true") || value.equals("1");
  }

  private static long number(Map<String, String> values, String name, long absent) {
    String value = values.get(name);
    if (value == null) {
      return absent;
    }
    if (!value.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException(name + " is \"" + value + "\"; write a whole number");
    }
    return Long.parseLong(value);
  }

  private static Instant time(String value) {
    try {
      return Instant.parse(value);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "sinceTime is \"" + value + "\"; write a time such as 2026-01-31T12:00:00Z", e);
    }
  }
}
