package dev.basalt.cluster.convert;

import dev.basalt.core.resource.ResourceList;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The {@code resources} of a container or of a whole pod.
 *
 * @param requests what is requested
 * @param limits the upper limits
 * @param defaulted the requests, limits standing in for those that are absent, as the API server
 *     defaults them for containers
 * @param problem the field below {@code resources}, what is wrong with it and the remedy; null if
 *     nothing is
 */
public record Requirements(
    ResourceList requests, ResourceList limits, ResourceList defaulted, @Nullable String problem) {
  /** Asks for nothing. */
  public static final Requirements NONE =
      new Requirements(ResourceList.EMPTY, ResourceList.EMPTY, ResourceList.EMPTY, null);

  /** Requirements of amounts that were read. */
  public static Requirements of(Amounts requests, Amounts limits) {
    if (requests.equals(Amounts.NONE) && limits.equals(Amounts.NONE)) {
      return NONE;
    }
    String problem = null;
    if (limits.problem() != null) {
      problem = "limits." + limits.problem();
    }
    if (requests.problem() != null) {
      problem = "requests." + requests.problem();
    }
    return new Requirements(
        requests.list(), limits.list(), defaulted(requests.list(), limits.list()), problem);
  }

  private static ResourceList defaulted(ResourceList requests, ResourceList limits) {
    Map<String, Long> missing = new TreeMap<>();
    limits.forEach((name, amount) -> {
      if (!requests.has(name)) {
        missing.put(name, amount);
      }
    });
    return missing.isEmpty() ? requests : requests.plus(ResourceList.of(missing));
  }
}
