package dev.basalt.cluster.write;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Text as the API server wants it. */
final class Texts {
  /** Bytes of UTF-8 that the API allows in a condition's or event's message. */
  static final int MESSAGE_BYTES = 1024;

  private static final String CUT = "...";

  private Texts() {}

  /** A message of at most {@link #MESSAGE_BYTES}, cut between characters and marked as cut. */
  static String message(String text) {
    if (text.length() <= MESSAGE_BYTES / 3) {
      return text;
    }
    if (text.getBytes(StandardCharsets.UTF_8).length <= MESSAGE_BYTES) {
      return text;
    }
    int room = MESSAGE_BYTES - CUT.length();
    int end = 0;
    while (end < text.length()) {
      int point = text.codePointAt(end);
      int bytes = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (bytes > room) {
        break;
      }
      room -= bytes;
      end += Character.charCount(point);
    }
    return text.substring(0, end) + CUT;
  }

  /** A time in whole seconds, as in {@code 2026-11-21T04:07:00Z}. */
  static String seconds(long epochMillis) {
    return Instant.ofEpochMilli(epochMillis).truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
