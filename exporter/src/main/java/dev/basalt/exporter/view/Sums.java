package dev.basalt.exporter.view;

import dev.basalt.core.resource.ResourceList;
import java.util.Arrays;
import java.util.function.ObjLongConsumer;

/**
 * What some pods request together. A resource is named as long as a pod is in the sum that requests
 * it.
 */
public final class Sums {
  /** The resource of which each pod has one. */
  public static final String PODS = "pods";

  private static final int FEW = 3;

  private String[] names = new String[FEW];
  private long[] amounts = new long[FEW];
  private int[] holders = new int[FEW];
  private int size;
  private int pods;

  /** Adds a pod. */
  void add(ResourceList requests) {
    pods++;
    for (int i = 0; i < requests.size(); i++) {
      change(requests.name(i), requests.amount(i), 1);
    }
  }

  /** Takes a pod away that was added. */
  void remove(ResourceList requests) {
    pods--;
    for (int i = 0; i < requests.size(); i++) {
      change(requests.name(i), -requests.amount(i), -1);
    }
  }

  /** Adds all pods of another sum. */
  void add(Sums other) {
    pods += other.pods;
    for (int i = 0; i < other.size; i++) {
      change(other.names[i], other.amounts[i], other.holders[i]);
    }
  }

  /** Takes all pods of another sum away. */
  void remove(Sums other) {
    pods -= other.pods;
    for (int i = 0; i < other.size; i++) {
      change(other.names[i], -other.amounts[i], -other.holders[i]);
    }
  }

  /** How many pods it is the sum of. */
  public int pods() {
    return pods;
  }

  /** The amount of a resource in the engine's units, 0 if no pod requests it. */
  public long get(String resource) {
    if (resource.equals(PODS)) {
      return pods;
    }
    int slot = find(resource);
    return slot < 0 ? 0 : amounts[slot];
  }

  /** Each resource with its amount in the engine's units, pods among them; in no order. */
  public void forEach(ObjLongConsumer<String> consumer) {
    for (int i = 0; i < size; i++) {
      consumer.accept(names[i], amounts[i]);
    }
    if (pods > 0) {
      consumer.accept(PODS, pods);
    }
  }

  private void change(String name, long amount, int pods) {
    int slot = find(name);
    if (slot < 0) {
      slot = append(name);
    }
    amounts[slot] += amount;
    holders[slot] += pods;
    if (holders[slot] == 0) {
      size--;
      names[slot] = names[size];
      amounts[slot] = amounts[size];
      holders[slot] = holders[size];
    }
  }

  private int find(String name) {
    for (int i = 0; i < size; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private int append(String name) {
    if (size == names.length) {
      names = Arrays.copyOf(names, size * 2);
      amounts = Arrays.copyOf(amounts, size * 2);
      holders = Arrays.copyOf(holders, size * 2);
    }
    names[size] = name;
    amounts[size] = 0;
    holders[size] = 0;
    return size++;
  }
}
