package dev.basalt.cluster.convert;

import dev.basalt.core.event.ResourceQuotaSpec;
import dev.basalt.core.event.ResourceQuotaSpec.Operator;
import dev.basalt.core.event.ResourceQuotaSpec.Scope;
import dev.basalt.core.resource.ResourceList;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ScopedResourceSelectorRequirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads native ResourceQuotas, as far as they count pods. */
public final class ResourceQuotaReader {
  private ResourceQuotaReader() {}

  /**
   * The quota as far as scheduling reads it; never fails, see {@link ResourceQuotaSpec#problem}.
   */
  public static ResourceQuotaSpec read(ResourceQuota quota) {
    ObjectMeta metadata = quota.getMetadata();
    List<String> problems = new ArrayList<>();
    Map<String, Quantity> wanted = quota.getSpec() == null ? null : quota.getSpec().getHard();
    Map<String, Quantity> inForce = quota.getStatus() == null ? null : quota.getStatus().getHard();
    Map<String, Quantity> used = quota.getStatus() == null ? null : quota.getStatus().getUsed();
    ResourceList hard = amounts("spec.hard.", wanted, problems);
    return ResourceQuotaSpec.builder(
            Fields.text(metadata.getUid()),
            Fields.text(metadata.getNamespace()),
            Fields.text(metadata.getName()))
        .hard(lower(hard, amounts("status.hard.", inForce, problems)))
        .used(amounts("status.used.", used, problems))
        .scopes(scopes(quota, problems))
        .problem(problems.isEmpty() ? null : problems.getFirst())
        .build();
  }

  /** What is wanted may be in force a moment later: until then, the lower of the two counts. */
  private static ResourceList lower(ResourceList wanted, ResourceList inForce) {
    Map<String, Long> amounts = wanted.toMap();
    inForce.forEach(
        (name, amount) -> amounts.computeIfPresent(name, (_, own) -> Math.min(own, amount)));
    return ResourceList.of(amounts);
  }

  /** Amounts by our names; where two names of the API mean the same, the lower one counts. */
  private static ResourceList amounts(
      String prefix, @Nullable Map<String, Quantity> quantities, List<String> problems) {
    if (quantities == null) {
      return ResourceList.EMPTY;
    }
    Map<String, Quantity> ofPods = new TreeMap<>();
    quantities.forEach((name, quantity) -> {
      if (QuotaKeys.ofPods(name) != null) {
        ofPods.put(name, quantity);
      }
    });
    Amounts read = Fields.amounts(ofPods);
    if (read.problem() != null) {
      problems.add(prefix + read.problem());
    }
    Map<String, Long> amounts = new TreeMap<>();
    read.list()
        .forEach((name, amount) -> {
          String ours = QuotaKeys.ofPods(name);
          if (ours != null) {
            amounts.merge(ours, amount, Math::min);
          }
        });
    return ResourceList.of(amounts);
  }

  private static List<Scope> scopes(ResourceQuota quota, List<String> problems) {
    List<Scope> scopes = new ArrayList<>();
    if (quota.getSpec() == null) {
      return scopes;
    }
    for (String name : Fields.items(quota.getSpec().getScopes())) {
      scopes.add(scope(name));
    }
    if (quota.getSpec().getScopeSelector() == null) {
      return scopes;
    }
    List<ScopedResourceSelectorRequirement> wanted =
        Fields.items(quota.getSpec().getScopeSelector().getMatchExpressions());
    for (int i = 0; i < wanted.size(); i++) {
      String name = Fields.text(wanted.get(i).getScopeName());
      if (!name.equals("PriorityClass")) {
        scopes.add(scope(name));
        continue;
      }
      String text = Fields.text(wanted.get(i).getOperator());
      Operator operator = operator(text);
      if (operator == null) {
        problems.add(
            "spec.scopeSelector.matchExpressions[%d].operator: \"%s\" is none of In, NotIn, Exists, DoesNotExist; correct it"
                .formatted(i, text));
      } else {
        scopes.add(new Scope.PriorityClass(operator, Fields.items(wanted.get(i).getValues())));
      }
    }
    return scopes;
  }

  private static Scope scope(String name) {
    return switch (name) {
      case "Terminating" -> new Scope.Terminating();
      case "NotTerminating" -> new Scope.NotTerminating();
      case "BestEffort" -> new Scope.BestEffort();
      case "NotBestEffort" -> new Scope.NotBestEffort();
      case "PriorityClass" -> new Scope.PriorityClass(Operator.EXISTS, List.of());
      default -> new Scope.Other(name);
    };
  }

  private static @Nullable Operator operator(String text) {
    return switch (text) {
      case "In" -> Operator.IN;
      case "NotIn" -> Operator.NOT_IN;
      case "Exists" -> Operator.EXISTS;
      case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
      default -> null;
    };
  }
}
