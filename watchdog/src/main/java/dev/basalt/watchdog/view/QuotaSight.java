package dev.basalt.watchdog.view;

import dev.basalt.cluster.convert.Amounts;
import dev.basalt.core.resource.ResourceList;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A ResourceQuota as far as rules read it.
 *
 * @param hard the most there may be, as it was last counted with
 * @param used what there is
 */
public record QuotaSight(String namespace, String name, ResourceList hard, ResourceList used) {
  static QuotaSight read(ResourceQuota quota) {
    return new QuotaSight(
        quota.getMetadata().getNamespace(),
        quota.getMetadata().getName(),
        amounts(quota.getStatus() == null ? null : quota.getStatus().getHard()),
        amounts(quota.getStatus() == null ? null : quota.getStatus().getUsed()));
  }

  private static ResourceList amounts(@Nullable Map<String, Quantity> amounts) {
    Map<String, String> texts = new TreeMap<>();
    if (amounts != null) {
      amounts.forEach((name, amount) -> texts.put(name, amount.toString()));
    }
    return Amounts.parse(texts).list();
  }
}
