package dev.basalt.core.resource;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Mutable amounts by dimension; dimensions never touched read as zero. */
public final class ResourceVector {
  private long[] amounts = new long[4];

  public long get(int dimension) {
    return dimension < amounts.length ? amounts[dimension] : 0;
  }

  public void set(int dimension, long amount) {
    ensure(dimension);
    amounts[dimension] = amount;
  }

  public void add(int dimension, long amount) {
    ensure(dimension);
    amounts[dimension] += amount;
  }

  public void add(Request request) {
    for (int i = 0; i < request.size(); i++) {
      add(request.dimension(i), request.amount(i));
    }
  }

  public void subtract(Request request) {
    for (int i = 0; i < request.size(); i++) {
      add(request.dimension(i), -request.amount(i));
    }
  }

  /** Adds another's amounts as often as the factor says, 1 or -1. */
  public void add(ResourceVector other, int factor) {
    for (int dimension = 0; dimension < other.amounts.length; dimension++) {
      if (other.amounts[dimension] != 0) {
        add(dimension, factor * other.amounts[dimension]);
      }
    }
  }

  public boolean isZero() {
    for (long amount : amounts) {
      if (amount != 0) {
        return false;
      }
    }
    return true;
  }

  /** Sets every dimension to zero. */
  public void clear() {
    Arrays.fill(amounts, 0);
  }

  /** The amounts above zero, by name. */
  public ResourceList toList(ResourceSchema schema) {
    Map<String, Long> map = new TreeMap<>();
    for (int dimension = 0; dimension < Math.min(amounts.length, schema.size()); dimension++) {
      if (amounts[dimension] > 0) {
        map.put(schema.name(dimension), amounts[dimension]);
      }
    }
    return ResourceList.of(map);
  }

  private void ensure(int dimension) {
    if (dimension >= amounts.length) {
      amounts = Arrays.copyOf(amounts, Math.max(dimension + 1, amounts.length * 2));
    }
  }
}
