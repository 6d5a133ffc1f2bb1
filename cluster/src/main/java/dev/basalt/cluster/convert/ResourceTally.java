package dev.basalt.cluster.convert;

import dev.basalt.core.resource.ResourceList;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Amounts by resource that are added up; sums stop at {@link Long#MAX_VALUE}. */
final class ResourceTally {
  private String[] names = new String[8];
  private long[] amounts = new long[8];
  private int size;

  void clear() {
    Arrays.fill(names, 0, size, null);
    size = 0;
  }

  void add(ResourceList list) {
    for (int i = 0; i < list.size(); i++) {
      int slot = slot(list.name(i));
      long sum = amounts[slot] + list.amount(i);
      amounts[slot] = sum < 0 ? Long.MAX_VALUE : sum;
    }
  }

  void add(ResourceTally other) {
    for (int i = 0; i < other.size; i++) {
      int slot = slot(other.names[i]);
      long sum = amounts[slot] + other.amounts[i];
      amounts[slot] = sum < 0 ? Long.MAX_VALUE : sum;
    }
  }

  void max(ResourceList list) {
    for (int i = 0; i < list.size(); i++) {
      int slot = slot(list.name(i));
      amounts[slot] = Math.max(amounts[slot], list.amount(i));
    }
  }

  void max(ResourceTally other) {
    for (int i = 0; i < other.size; i++) {
      int slot = slot(other.names[i]);
      amounts[slot] = Math.max(amounts[slot], other.amounts[i]);
    }
  }

  void set(String name, long amount) {
    amounts[slot(name)] = amount;
  }

  boolean has(String name) {
    return find(name) >= 0;
  }

  ResourceList toList() {
    Map<String, Long> map = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      map.put(names[i], amounts[i]);
    }
    return ResourceList.of(map);
  }

  private int find(String name) {
    for (int i = 0; i < size; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private int slot(String name) {
    int found = find(name);
    if (found >= 0) {
      return found;
    }
    if (size == names.length) {
      names = Arrays.copyOf(names, size * 2);
      amounts = Arrays.copyOf(amounts, size * 2);
    }
    names[size] = name;
    amounts[size] = 0;
    return size++;
  }
}
