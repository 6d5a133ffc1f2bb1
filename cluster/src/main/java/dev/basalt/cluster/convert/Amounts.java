package dev.basalt.cluster.convert;

import dev.basalt.core.resource.Quantities;
import dev.basalt.core.resource.ResourceList;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A resource list read from an object; quantities that cannot be read are left out and named.
 *
 * @param list what could be read
 * @param problem {@code name: what is wrong; remedy} of the first quantity, by name, that could not
 *     be read; null if all could
 */
public record Amounts(ResourceList list, @Nullable String problem) {
  /** No amounts, no problem. */
  public static final Amounts NONE = new Amounts(ResourceList.EMPTY, null);

  /** Reads quantities by resource name. */
  public static Amounts parse(Map<String, String> quantitiesByName) {
    if (quantitiesByName.isEmpty()) {
      return NONE;
    }
    Map<String, Long> amounts = new TreeMap<>();
    String problem = null;
    for (Map.Entry<String, String> entry : new TreeMap<>(quantitiesByName).entrySet()) {
      try {
        amounts.put(entry.getKey(), Quantities.parse(entry.getKey(), entry.getValue()));
      } catch (IllegalArgumentException e) {
        problem = problem == null ? e.getMessage() + "; correct the quantity" : problem;
      }
    }
    return new Amounts(ResourceList.of(amounts), problem);
  }
}
