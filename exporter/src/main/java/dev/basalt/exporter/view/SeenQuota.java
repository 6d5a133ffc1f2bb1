package dev.basalt.exporter.view;

import dev.basalt.core.resource.Quantities;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a ResourceQuota; amounts in the engine's units, by the names that the quota has.
 *
 * @param limits what it allows
 * @param used what is used of it
 */
public record SeenQuota(
    String namespace, String name, Map<String, Long> limits, Map<String, Long> used) {

  /** What is kept of a quota; an amount that cannot be read is left out. */
  public static SeenQuota read(ResourceQuota quota) {
    Map<String, Quantity> wanted = quota.getSpec() == null ? null : quota.getSpec().getHard();
    Map<String, Quantity> inForce = quota.getStatus() == null ? null : quota.getStatus().getHard();
    Map<String, Quantity> used = quota.getStatus() == null ? null : quota.getStatus().getUsed();
    boolean counted = inForce != null && !inForce.isEmpty();
    return new SeenQuota(
        quota.getMetadata().getNamespace(),
        quota.getMetadata().getName(),
        amounts(counted ? inForce : wanted),
        amounts(used));
  }

  private static Map<String, Long> amounts(@Nullable Map<String, Quantity> quantities) {
    Map<String, Long> amounts = new TreeMap<>();
    if (quantities == null) {
      return amounts;
    }
    quantities.forEach((name, quantity) -> {
      try {
        amounts.put(name, Quantities.parse(name, quantity.toString()));
      } catch (IllegalArgumentException e) {
        amounts.remove(name);
      }
    });
    return amounts;
  }
}
