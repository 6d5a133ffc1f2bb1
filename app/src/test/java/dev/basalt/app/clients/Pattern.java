package dev.basalt.app.clients;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Part of an object: what it says must be there, whatever else is. {@code "*"} stands for any
 * value, null for none; of a list, each element must be there somewhere.
 */
record Pattern(Map<?, ?> expected) {
  private static final String ANYTHING = "*";

  boolean matches(Map<?, ?> actual) {
    return contains(actual, expected);
  }

  private static boolean contains(@Nullable Object actual, @Nullable Object expected) {
    return switch (expected) {
      case null -> actual == null;
      case Map<?, ?> map ->
          actual instanceof Map<?, ?> there
              && map.entrySet().stream()
                  .allMatch(entry -> contains(there.get(entry.getKey()), entry.getValue()));
      case List<?> list ->
          actual instanceof List<?> there
              && list.stream()
                  .allMatch(each -> there.stream().anyMatch(element -> contains(element, each)));
      default ->
          actual != null
              && (expected.equals(ANYTHING) || expected.toString().equals(actual.toString()));
    };
  }
}
