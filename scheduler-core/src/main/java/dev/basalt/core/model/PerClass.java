package dev.basalt.core.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing for each pod class, found by the class's id. Ids are used again: what was put for a
 * class that was let go is not found for the class that has its id now.
 */
public final class PerClass<T> {
  private record Entry<T>(PodClass podClass, T value) {}

  private final List<@Nullable Entry<T>> entries = new ArrayList<>();

  /** What was put for a class, null if nothing was. */
  public @Nullable T get(PodClass podClass) {
    int id = podClass.id();
    Entry<T> entry = id < entries.size() ? entries.get(id) : null;
    return entry != null && entry.podClass().is(podClass) ? entry.value() : null;
  }

  /** Puts something for a class; returns it. */
  public T put(PodClass podClass, T value) {
    while (entries.size() <= podClass.id()) {
      entries.add(null);
    }
    entries.set(podClass.id(), new Entry<>(podClass, value));
    return value;
  }

  /** Whether nothing was ever put. */
  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Forgets what was put for a class; returns it, null if nothing was. */
  @Nullable T remove(PodClass podClass) {
    T value = get(podClass);
    if (value != null) {
      entries.set(podClass.id(), null);
    }
    return value;
  }
}
