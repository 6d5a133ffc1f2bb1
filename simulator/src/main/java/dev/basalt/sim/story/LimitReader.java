package dev.basalt.sim.story;

import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.ResourceQuotaSpec;
import dev.basalt.core.event.ResourceQuotaSpec.Operator;
import dev.basalt.core.event.ResourceQuotaSpec.Scope;
import dev.basalt.sim.workload.Gang;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads native quotas and disruption budgets. */
final class LimitReader {
  private static final Map<String, Operator> OPERATORS =
      Map.of(
          "In", Operator.IN,
          "NotIn", Operator.NOT_IN,
          "Exists", Operator.EXISTS,
          "DoesNotExist", Operator.DOES_NOT_EXIST);

  private LimitReader() {}

  static ResourceQuotaSpec quota(Section quota) throws StoryFormatException {
    String namespace = quota.text("namespace", Gang.NAMESPACE);
    String name = quota.text("name");
    List<Scope> scopes = new ArrayList<>();
    for (String scope : quota.list("scopes")) {
      scopes.add(scope(quota, scope));
    }
    if (quota.has("priorityClass")) {
      Section selector = quota.section("priorityClass");
      String text = selector.text("operator", "In");
      Operator operator = OPERATORS.get(text);
      if (operator == null) {
        throw selector.bad("operator", "must be In, NotIn, Exists or DoesNotExist, not " + text);
      }
      scopes.add(new Scope.PriorityClass(operator, selector.list("values")));
      selector.finish();
    }
    return ResourceQuotaSpec.builder("quota-" + namespace + "-" + name, namespace, name)
        .hard(quota.amounts("hard"))
        .scopes(scopes)
        .problem(quota.has("problem") ? quota.text("problem") : null)
        .build();
  }

  private static Scope scope(Section quota, String name) throws StoryFormatException {
    return switch (name) {
      case "Terminating" -> new Scope.Terminating();
      case "NotTerminating" -> new Scope.NotTerminating();
      case "BestEffort" -> new Scope.BestEffort();
      case "NotBestEffort" -> new Scope.NotBestEffort();
      case "CrossNamespacePodAffinity" -> new Scope.Other(name);
      default -> throw quota.bad("scopes", "unknown scope " + name);
    };
  }

  static StoryEvent budget(Section budget) throws StoryFormatException {
    return new StoryEvent.PutDisruptionBudget(
        budget.text("namespace", Gang.NAMESPACE),
        budget.text("name"),
        LabelSelector.of(budget.texts("selector")),
        budget.whole("minAvailable", 0));
  }
}
