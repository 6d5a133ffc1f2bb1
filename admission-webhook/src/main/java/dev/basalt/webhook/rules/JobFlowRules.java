package dev.basalt.webhook.rules;

import dev.basalt.api.flow.Flow;
import dev.basalt.api.flow.JobFlow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a JobFlow must be like. No flows at all, and one name twice, are fine. */
public final class JobFlowRules {
  private static final String NO_ORDER = "jobflow Flow is not DAG";

  private JobFlowRules() {}

  /** Looks at a new or changed flow. */
  public static Violations check(JobFlow jobFlow) {
    Violations violations = new Violations();
    List<Flow> flows =
        jobFlow.getSpec() == null ? List.of() : Given.list(jobFlow.getSpec().flows());
    Graph graph = new Graph();
    for (Flow flow : flows) {
      graph.add(
          Given.text(flow.name()),
          flow.dependsOn() == null ? List.of() : Given.list(flow.dependsOn().targets()));
    }
    @Nullable String undefined = graph.undefined();
    if (undefined != null) {
      violations.add(NO_ORDER + ": vertex is not defined: " + undefined);
    } else if (graph.hasCycle()) {
      violations.add(NO_ORDER);
    }
    return violations;
  }
}
