package dev.basalt.cluster.convert;

import dev.basalt.core.event.DisruptionBudgetSpec;
import dev.basalt.core.event.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.ArrayList;
import java.util.List;

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
    LabelSelector selector =
        SelectorReader.read(
            "spec.selector",
            budget.getSpec() == null ? null : budget.getSpec().getSelector(),
            problems);
    int allowed =
        budget.getStatus() == null ? 0 : Fields.number(budget.getStatus().getDisruptionsAllowed());
    return DisruptionBudgetSpec.builder(
            Fields.text(metadata.getUid()),
            Fields.text(metadata.getNamespace()),
            Fields.text(metadata.getName()))
        .selector(selector)
        .disruptionsAllowed(Math.max(0, allowed))
        .problem(problems.isEmpty() ? null : problems.getFirst())
        .build();
  }
}
