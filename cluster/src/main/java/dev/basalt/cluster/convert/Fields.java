package dev.basalt.cluster.convert;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Fields of the Fabric8 model, where anything may be null, as values that are not. */
final class Fields {
  private Fields() {}

  static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  static int number(@Nullable Integer value) {
    return value == null ? 0 : value;
  }

  static <T> List<T> items(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  static Map<String, String> entries(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }

  /** An annotation, null if absent or empty. */
  static @Nullable String annotation(ObjectMeta metadata, String key) {
    String value = entries(metadata.getAnnotations()).get(key);
    return value == null || value.isEmpty() ? null : value;
  }

  /** A time stamp of the API in milliseconds since 1970, 0 if absent or unreadable. */
  static long millis(@Nullable String timestamp) {
    if (timestamp == null) {
      return 0;
    }
    try {
      return Instant.parse(timestamp).toEpochMilli();
    } catch (DateTimeException e) {
      return 0;
    }
  }

  static Requirements requirements(@Nullable ResourceRequirements resources) {
    if (resources == null) {
      return Requirements.NONE;
    }
    return Requirements.of(amounts(resources.getRequests()), amounts(resources.getLimits()));
  }

  static Amounts amounts(@Nullable Map<String, Quantity> quantities) {
    if (quantities == null || quantities.isEmpty()) {
      return Amounts.NONE;
    }
    Map<String, String> texts = new TreeMap<>();
    quantities.forEach((name, quantity) ->
        texts.put(name, text(quantity.getAmount()) + text(quantity.getFormat())));
    return Amounts.parse(texts);
  }
}
