package dev.basalt.core.spi;

import dev.basalt.core.resource.Durations;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

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
  public List<String> unknown(Collection<Argument> known) {
    return values.keySet().stream()
        .filter(key -> known.stream().noneMatch(argument -> argument.is(key)))
        .toList();
  }

  /** The text of an argument. */
  public String text(Argument argument) {
    return value(argument).toString();
  }

  /**
   * An integer of at least {@code minimum}.
   *
   * @throws IllegalArgumentException if the value is none
   */
  public int integer(Argument argument, int minimum) {
    double value = number(argument, minimum);
    if (value != Math.rint(value) || value > Integer.MAX_VALUE) {
      throw invalid(argument, "must be a whole number");
    }
    return (int) value;
  }

  /**
   * A number of at least {@code minimum}.
   *
   * @throws IllegalArgumentException if the value is none
   */
  public double number(Argument argument, double minimum) {
    Object value = value(argument);
    double number;
    try {
      number = value instanceof Number n ? n.doubleValue() : Double.parseDouble(value.toString());
    } catch (NumberFormatException e) {
      throw invalid(argument, "must be a number");
    }
    if (!(number >= minimum) || Double.isInfinite(number)) {
      throw invalid(argument, "must be a number of at least " + minimum);
    }
    return number;
  }

  /**
   * A switch.
   *
   * @throws IllegalArgumentException if the value is neither true nor false
   */
  public boolean flag(Argument argument) {
    return switch (text(argument)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw invalid(argument, "must be true or false");
    };
  }

  /**
   * A duration such as {@code 30s}, {@code 200ms}, {@code 1h30m}, in nanoseconds.
   *
   * @throws IllegalArgumentException if the value is none
   */
  public long durationNanos(Argument argument) {
    try {
      return Durations.parseNanos(text(argument));
    } catch (IllegalArgumentException e) {
      throw invalid(argument, "must be a duration such as 30s or 200ms");
    }
  }

  private Object value(Argument argument) {
    return Objects.requireNonNullElse(values.get(argument.name()), argument.standard());
  }

  private IllegalArgumentException invalid(Argument argument, String rule) {
    return new IllegalArgumentException(
        "plugin "
            + plugin
            + ": argument "
            + argument.name()
            + " "
            + rule
            + ", not \""
            + value(argument)
            + "\"");
  }
}
