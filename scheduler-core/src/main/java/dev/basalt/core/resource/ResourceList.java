package dev.basalt.core.resource;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;

/**
 * Immutable amounts by resource name, in the units of {@link Quantities}, sorted by name.
 *
 * <p>A value type: two lists of the same names and amounts are equal. A name that is absent differs
 * from one with amount zero (a capability of zero GPUs is a limit, an absent one is none).
 */
public final class ResourceList {
  /** No resource at all. */
  public static final ResourceList EMPTY = new ResourceList(new String[0], new long[0]);

  private final String[] names;
  private final long[] amounts;
  private final int hash;

  private ResourceList(String[] names, long[] amounts) {
    this.names = names;
    this.amounts = amounts;
    this.hash = 31 * Arrays.hashCode(names) + Arrays.hashCode(amounts);
  }

  /** Amounts already in fixed units. */
  public static ResourceList of(Map<String, Long> amountsByName) {
    if (amountsByName.isEmpty()) {
      return EMPTY;
    }
    TreeMap<String, Long> sorted = new TreeMap<>(amountsByName);
    String[] names = sorted.keySet().toArray(String[]::new);
    long[] amounts = sorted.values().stream().mapToLong(Long::longValue).toArray();
    return new ResourceList(names, amounts);
  }

  /**
   * Parses a Kubernetes resource list.
   *
   * @throws IllegalArgumentException if a quantity is malformed; the message names the resource
   */
  public static ResourceList parse(Map<String, String> quantitiesByName) {
    Map<String, Long> amounts = new TreeMap<>();
    quantitiesByName.forEach((name, text) -> amounts.put(name, Quantities.parse(name, text)));
    return of(amounts);
  }

  public int size() {
    return names.length;
  }

  public boolean isEmpty() {
    return names.length == 0;
  }

  public String name(int index) {
    return names[index];
  }

  public long amount(int index) {
    return amounts[index];
  }

  public boolean has(String name) {
    return Arrays.binarySearch(names, name) >= 0;
  }

  /** The amount of a resource, 0 if absent. */
  public long get(String name) {
    int index = Arrays.binarySearch(names, name);
    return index < 0 ? 0 : amounts[index];
  }

  public void forEach(ObjLongConsumer<String> consumer) {
    for (int i = 0; i < names.length; i++) {
      consumer.accept(names[i], amounts[i]);
    }
  }

  /** This list plus another one, resource by resource, at most {@link Long#MAX_VALUE} each. */
  public ResourceList plus(ResourceList other) {
    Map<String, Long> sum = toMap();
    other.forEach((name, amount) -> sum.merge(name, amount, ResourceList::saturatedSum));
    return of(sum);
  }

  /** The larger of both, resource by resource. */
  public ResourceList max(ResourceList other) {
    Map<String, Long> larger = toMap();
    other.forEach((name, amount) -> larger.merge(name, amount, Math::max));
    return of(larger);
  }

  private static long saturatedSum(long first, long second) {
    long sum = first + second;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  /** A fresh map of amounts in fixed units. */
  public Map<String, Long> toMap() {
    Map<String, Long> map = new LinkedHashMap<>();
    forEach(map::put);
    return map;
  }

  /** A fresh map of Kubernetes quantities. */
  public Map<String, String> toQuantities() {
    Map<String, String> map = new LinkedHashMap<>();
    forEach((name, amount) -> map.put(name, Quantities.format(name, amount)));
    return map;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ResourceList that
        && hash == that.hash
        && Arrays.equals(names, that.names)
        && Arrays.equals(amounts, that.amounts);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return toQuantities().toString();
  }
}
