package dev.basalt.controllers.job.oom;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a shard's containers need of memory, as far as more was found than their template says.
 *
 * @param times how often the shard was made larger for it
 * @param containers by name; {@link PodMemory#WHOLE} stands for the pod as a whole
 */
public record Growth(int times, SortedMap<String, Memory> containers) {
  /** None: the template is enough, as far as is known. */
  public static final Growth NONE = new Growth(0, new TreeMap<>());

  public Growth {
    containers = Collections.unmodifiableSortedMap(new TreeMap<>(containers));
  }

  /** A growth of containers in any order. */
  public static Growth of(int times, Map<String, Memory> containers) {
    return new Growth(times, new TreeMap<>(containers));
  }

  /** What a container needs, {@code NONE} if the template is enough. */
  public Memory of(String container) {
    return containers.getOrDefault(container, Memory.NONE);
  }

  /** The larger of both, container by container. */
  Growth max(Growth other) {
    SortedMap<String, Memory> all = new TreeMap<>(containers);
    other.containers.forEach((name, memory) -> all.merge(name, memory, Memory::max));
    return new Growth(Math.max(times, other.times), all);
  }

  /** All containers together, in bytes: an order among growths. */
  long size() {
    return containers.values().stream()
        .mapToLong(memory -> memory.request() / 2 + memory.limit() / 2)
        .reduce(
            0,
            (first, second) -> Long.MAX_VALUE - first < second ? Long.MAX_VALUE : first + second);
  }
}
