package dev.basalt.cluster.convert;

import java.util.HashMap;
import java.util.Map;

/**
 * Makes equal values one object, so that 100,000 pods of a few templates share what they have in
 * common.
 *
 * <p>Bounded: values not asked for during the last {@code capacity} new ones are let go, so that a
 * cluster whose pods are all different costs a fixed amount. Owned by one thread.
 */
public final class Interner<T> {
  private final int capacity;
  private Map<T, T> young = new HashMap<>();
  private Map<T, T> old = Map.of();

  /** An interner that keeps between {@code capacity} and twice as many values. */
  public Interner(int capacity) {
    this.capacity = capacity;
  }

  /** The first value seen that equals this one. */
  public T intern(T value) {
    T known = young.get(value);
    if (known != null) {
      return known;
    }
    known = old.get(value);
    T kept = known == null ? value : known;
    if (young.size() >= capacity) {
      old = young;
      young = new HashMap<>();
    }
    young.put(kept, kept);
    return kept;
  }
}
