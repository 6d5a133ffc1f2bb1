package dev.basalt.cluster.convert;

import dev.basalt.core.event.DisruptionBudgetSpec;
import dev.basalt.core.event.PodSelector;
import dev.basalt.core.event.PodSelector.Expression;
import dev.basalt.core.event.PodSelector.Operator;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads PodDisruptionBudgets. */
public final class DisruptionBudgetReader {
  private DisruptionBudgetReader() {}

  /**
   * The budget as far as scheduling reads it; never fails, see {@link
   * DisruptionBudgetSpec#problem}.
   */
  public static DisruptionBudgetSpec read(PodDisruptionBudget budget) {
    ObjectMeta metadata = budget.getMetadata();
    List<String> problems = new ArrayList<>();
    LabelSelector selector = budget.getSpec() == null ? null : budget.getSpec().getSelector();
    int allowed =
        budget.getStatus() == null ? 0 : Fields.number(budget.getStatus().getDisruptionsAllowed());
    return DisruptionBudgetSpec.builder(
            Fields.text(metadata.getUid()),
            Fields.text(metadata.getNamespace()),
            Fields.text(metadata.getName()))
        .selector(selector == null ? PodSelector.NOTHING : selector(selector, problems))
        .disruptionsAllowed(Math.max(0, allowed))
        .problem(problems.isEmpty() ? null : problems.getFirst())
        .build();
  }

  private static PodSelector selector(LabelSelector selector, List<String> problems) {
    List<Expression> expressions = new ArrayList<>();
    List<LabelSelectorRequirement> wanted = Fields.items(selector.getMatchExpressions());
    for (int i = 0; i < wanted.size(); i++) {
      String text = Fields.text(wanted.get(i).getOperator());
      Operator operator = operator(text);
      if (operator == null) {
        problems.add(
            "spec.selector.matchExpressions[%d].operator: \"%s\" is none of In, NotIn, Exists, DoesNotExist; correct it"
                .formatted(i, text));
      } else {
        expressions.add(
            new Expression(
                Fields.text(wanted.get(i).getKey()),
                operator,
                Fields.items(wanted.get(i).getValues())));
      }
    }
    return new PodSelector(false, Fields.entries(selector.getMatchLabels()), expressions);
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
