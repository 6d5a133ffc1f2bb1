package dev.basalt.core.spi;

import dev.basalt.core.resource.Durations;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A plugin's arguments from the configuration, typed, with errors that name the argument. */
public final class Arguments {
  private final String plugin;
  private final Map<String, Object> values;

  /**
   * Wraps arguments.
   *
   * @param plugin the plugin's name, for messages
   * @param values scalar values by key
   */
  public Arguments(String plugin, Map<String, ?> values) {
    this.plugin = plugin;
    this.values = new TreeMap<>(values);
  }

  public static Arguments none(String plugin) {
    return new Arguments(plugin, Map.of());
  }

  public Collection<String> keys() {
    return values.keySet();
  }

  public boolean has(String key) {
    return values.containsKey(key);
  }

  /**
   * The arguments that are set although nothing reads them.
   *
   * @param known as in {@link PluginFactory#arguments}
   */
  public List<String> unknown(Set<String> known) {
    return values.keySet().stream().filter(key -> !isKnown(key, known)).toList();
  }

  private static boolean isKnown(String key, Set<String> known) {
    return known.stream()
        .anyMatch(name ->
            name.endsWith("*")
                ? key.startsWith(name.substring(0, name.length() - 1))
                : key.equals(name));
  }

  /** The text of an argument, or the fallback where it is absent. */
  public String text(String key, String fallback) {
    Object value = values.get(key);
    return value == null ? fallback : value.toString();
  }

  /**
   * An integer of at least {@code minimum}.
   *
   * @throws IllegalArgumentException if the value is none
   */
  public int integer(String key, int fallback, int minimum) {
    double value = number(key, fallback, minimum);
    if (value != Math.rint(value) || value > Integer.MAX_VALUE) {
      throw invalid(key, "must be a whole number");
    }
    return (int) value;
  }

  /**
   * A number of at least {@code minimum}.
   *
   * @throws IllegalArgumentException if the value is none
   */
  public double number(String key, double fallback, double minimum) {
    Object value = values.get(key);
    if (value == null) {
      return fallback;
    }
    double number;
    try {
      number = value instanceof Number n ? n.doubleValue() : Double.parseDouble(value.toString());
    } catch (NumberFormatException e) {
      throw invalid(key, "must be a number");
    }
    if (!(number >= minimum) || Double.isInfinite(number)) {
      throw invalid(key, "must be a number of at least " + minimum);
    }
    return number;
  }

  /**
   * A switch.
   *
   * @throws IllegalArgumentException if the value is neither true nor false
   */
  public boolean flag(String key, boolean fallback) {
    @Nullable Object value = values.get(key);
    if (value == null) {
      return fallback;
    }
    return switch (value.toString()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw invalid(key, "must be true or false");
    };
  }

  /**
   * A duration such as {@code 30s}, {@code 200ms}, {@code 1h30m}, in nanoseconds.
   *
   * @throws IllegalArgumentException if the value is none
   */
  public long durationNanos(String key, long fallback) {
    Object value = values.get(key);
    if (value == null) {
      return fallback;
    }
    try {
      return Durations.parseNanos(value.toString());
    } catch (IllegalArgumentException e) {
      throw invalid(key, "must be a duration such as 30s or 200ms");
    }
  }

  private IllegalArgumentException invalid(String key, String rule) {
    return new IllegalArgumentException(
        "plugin "
            + plugin
            + ": argument "
            + key
            + " "
            + rule
            + ", not \""
            + values.get(key)
            + "\"");
  }
}
