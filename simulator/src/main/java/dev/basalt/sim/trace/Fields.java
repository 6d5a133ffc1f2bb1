package dev.basalt.sim.trace;

import dev.basalt.core.resource.ResourceList;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One line of a trace: values by column, read with errors that name the place. */
final class Fields {
  private static final double NANOS = 1e9;

  /** A trace of a hundred years ends before this; more would not fit the clock. */
  private static final double MOST_SECONDS = 3.2e9;

  private final String file;
  private final long line;
  private final Map<String, Object> values;

  Fields(String file, long line, Map<String, Object> values) {
    this.file = file;
    this.line = line;
    this.values = values;
  }

  /** Whether a column is there and not empty. */
  boolean has(String column) {
    Object value = values.get(column);
    return value != null && !value.equals("");
  }

  /** Refuses columns of other names. */
  void only(Collection<String> known) throws TraceFormatException {
    for (String column : values.keySet()) {
      if (!known.contains(column)) {
        throw bad(column, "unknown; known are " + String.join(", ", known));
      }
    }
  }

  /** A text that must be there. */
  String text(String column) throws TraceFormatException {
    if (!has(column)) {
      throw bad(column, "is missing or empty; give it a value");
    }
    return String.valueOf(values.get(column)).strip();
  }

  String text(String column, String absent) throws TraceFormatException {
    return has(column) ? text(column) : absent;
  }

  /** Seconds from 0, as nanoseconds. */
  long seconds(String column) throws TraceFormatException {
    double seconds = number(column, text(column));
    if (!(seconds >= 0 && seconds <= MOST_SECONDS)) {
      throw bad(column, "must be seconds from 0, not " + text(column));
    }
    return Math.round(seconds * NANOS);
  }

  /** A whole number within bounds. */
  int whole(String column, int absent, int least, int most) throws TraceFormatException {
    if (!has(column)) {
      return absent;
    }
    double number = number(column, text(column));
    if (number != Math.rint(number) || number < least || number > most) {
      throw bad(
          column, "must be a whole number from " + least + " to " + most + ", not " + text(column));
    }
    return (int) number;
  }

  /** A part from 0 to 1. */
  double part(String column) throws TraceFormatException {
    double part = has(column) ? number(column, text(column)) : 0;
    if (!(part >= 0 && part <= 1)) {
      throw bad(column, "must be a number from 0 to 1, not " + text(column));
    }
    return part;
  }

  /** Amounts from columns that hold a Kubernetes quantity each. */
  ResourceList quantities(String... columns) throws TraceFormatException {
    Map<String, Long> amounts = new TreeMap<>();
    for (String column : columns) {
      amounts.put(column, quantity(column, column, text(column)));
    }
    return ResourceList.of(amounts);
  }

  /** Amounts from a map in one column; none if it is absent. */
  ResourceList quantityMap(String column) throws TraceFormatException {
    Map<String, Long> amounts = new TreeMap<>();
    for (Map.Entry<String, String> entry : map(column).entrySet()) {
      amounts.put(entry.getKey(), quantity(column, entry.getKey(), entry.getValue()));
    }
    return ResourceList.of(amounts);
  }

  /** A map of texts in one column; empty if it is absent. */
  Map<String, String> map(String column) throws TraceFormatException {
    Map<String, String> map = new TreeMap<>();
    if (!has(column)) {
      return map;
    }
    if (!(values.get(column) instanceof Map<?, ?> given)) {
      throw bad(column, "must be a map such as {\"cpu\": \"2\"}, not " + text(column));
    }
    given.forEach((key, value) -> map.put(String.valueOf(key), String.valueOf(value)));
    return map;
  }

  /** An error about a column of this line; a null column stands for all of it. */
  TraceFormatException bad(@Nullable String column, String problem) {
    String place = file + ", line " + line;
    return new TraceFormatException(column == null ? place : place + ", column " + column, problem);
  }

  private double number(String column, String text) throws TraceFormatException {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw bad(column, "must be a number, not \"" + text + "\"");
    }
  }

  private long quantity(String column, String resource, String text) throws TraceFormatException {
    try {
      return ResourceList.parse(Map.of(resource, text)).get(resource);
    } catch (IllegalArgumentException e) {
      throw bad(column, e.getMessage() + "; write it as Kubernetes does, such as 500m or 2Gi");
    }
  }
}
