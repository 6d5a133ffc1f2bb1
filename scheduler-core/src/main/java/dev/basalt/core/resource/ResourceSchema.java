package dev.basalt.core.resource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The resource dimensions of one engine: names interned to small ids, never removed.
 *
 * <p>Owned by the engine's thread.
 */
public final class ResourceSchema {
  public static final String CPU_NAME = "cpu";
  public static final String MEMORY_NAME = "memory";
  public static final String PODS_NAME = "pods";

  /** Dimension of {@code cpu}, in milli-CPU. */
  public static final int CPU = 0;

  /** Dimension of {@code memory}, in bytes. */
  public static final int MEMORY = 1;

  /** Dimension of {@code pods}: each pod takes one of its node's slots. */
  public static final int PODS = 2;

  private final Map<String, Integer> ids = new HashMap<>();
  private final List<String> names = new ArrayList<>();

  /** A schema that knows cpu, memory and pods. */
  public ResourceSchema() {
    intern(CPU_NAME);
    intern(MEMORY_NAME);
    intern(PODS_NAME);
  }

  /** The dimension of a resource, made if it is new. */
  public int intern(String name) {
    Integer known = ids.get(name);
    if (known != null) {
      return known;
    }
    names.add(name);
    ids.put(name, names.size() - 1);
    return names.size() - 1;
  }

  public String name(int dimension) {
    return names.get(dimension);
  }

  public int size() {
    return names.size();
  }

  /** An amount with its resource, for people: {@code 1500m cpu}, {@code 2Gi memory}. */
  public String describe(int dimension, long amount) {
    String name = name(dimension);
    return Quantities.describe(name, amount) + " " + name;
  }
}
