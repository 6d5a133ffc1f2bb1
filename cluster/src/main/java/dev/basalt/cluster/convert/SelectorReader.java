package dev.basalt.cluster.convert;

import dev.basalt.core.event.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads label selectors of the client's model, for objects of which there are few. */
final class SelectorReader {
  private SelectorReader() {}

  /**
   * The selector; one that is absent selects nothing.
   *
   * @param field its path in the manifest
   * @param problems takes what is wrong with it
   */
  static LabelSelector read(
      String field,
      io.fabric8.kubernetes.api.model.@Nullable LabelSelector read,
      List<String> problems) {
    if (read == null) {
      return LabelSelector.NOTHING;
    }
    SelectorDraft selector = new SelectorDraft(new Pools());
    fill(selector, read);
    String problem = selector.takeProblem();
    if (problem != null) {
      problems.add(field + ".matchExpressions: " + problem);
    }
    return selector.take();
  }

  static void fill(SelectorDraft selector, io.fabric8.kubernetes.api.model.LabelSelector read) {
    Fields.entries(read.getMatchLabels()).forEach(selector::label);
    for (LabelSelectorRequirement expression : Fields.items(read.getMatchExpressions())) {
      selector.expression(
          Fields.text(expression.getKey()),
          Fields.text(expression.getOperator()),
          Fields.items(expression.getValues()));
    }
  }
}
