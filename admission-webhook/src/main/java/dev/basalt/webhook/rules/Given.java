package dev.basalt.webhook.rules;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads fields that may be absent as the API server would: absent is empty or 0. */
final class Given {
  private Given() {}

  static <T> List<T> list(@Nullable List<T> value) {
    if (value == null) {
      return List.of();
    }
    return value.stream().filter(Objects::nonNull).toList();
  }

  static <V> Map<String, V> map(@Nullable Map<String, V> value) {
    return value == null ? Map.of() : value;
  }

  static int number(@Nullable Integer value) {
    return value == null ? 0 : value;
  }

  static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
