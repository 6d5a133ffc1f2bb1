package dev.basalt.core.model;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of priority classes by name. */
final class PriorityClasses {
  private final Map<String, Integer> values = new HashMap<>();
  private @Nullable String globalDefault;

  /** Notes a class, or forgets it where the value is null. */
  void put(String name, @Nullable Integer value, boolean isGlobalDefault) {
    if (value == null) {
      values.remove(name);
    } else {
      values.put(name, value);
    }
    if (isGlobalDefault && value != null) {
      globalDefault = name;
    } else if (name.equals(globalDefault)) {
      globalDefault = null;
    }
  }

  /** The class that a pod which names this one gets: the global default for an empty name. */
  String resolve(String name) {
    return name.isEmpty() && globalDefault != null ? globalDefault : name;
  }

  /** The value of a class; of the global default, else 0, where it is empty or unknown. */
  int value(String name) {
    Integer value = values.get(name);
    if (value == null && globalDefault != null) {
      value = values.get(globalDefault);
    }
    return value == null ? 0 : value;
  }
}
