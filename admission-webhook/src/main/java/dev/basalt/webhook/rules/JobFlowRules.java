package dev.basalt.webhook.rules;

import dev.basalt.api.flow.Flow;
import dev.basalt.api.flow.JobFlow;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.core.dependency.Dependencies;
import java.util.List;
import java.util.Map;
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
    Dependencies graph = new Dependencies();
    for (Flow flow : flows) {
      graph.add(Given.text(flow.name()), targets(flow));
    }
    Dependencies.@Nullable Undefined undefined = graph.undefined();
    List<String> circle = graph.circle();
    if (undefined != null) {
      violations.add(
          NO_ORDER
              + ": vertex is not defined: %s: flow \"%s\" names it in %s, and no flow has that name"
                  .formatted(
                      undefined.dependency(),
                      undefined.vertex(),
                      field(flows, undefined.vertex(), undefined.dependency())));
    } else if (!circle.isEmpty()) {
      violations.add(
          NO_ORDER
              + ": the flows %s wait for each other: take one out of %s"
                  .formatted(
                      circle,
                      field(flows, circle.getFirst(), circle.get(circle.size() > 1 ? 1 : 0))));
    }
    retries(jobFlow, violations);
    String name = Given.text(jobFlow.getMetadata().getName());
    flows.stream()
        .map(flow -> name + "-" + Given.text(flow.name()))
        .filter(job -> job.length() > NameRules.MAX_LABEL)
        .forEach(job ->
            violations.warn(
                "job %s of this flow will be refused: its name has more than %d characters"
                    .formatted(job, NameRules.MAX_LABEL)));
    return violations;
  }

  private static void retries(JobFlow jobFlow, Violations violations) {
    Map<String, String> annotations = jobFlow.getMetadata().getAnnotations();
    String retries = annotations == null ? null : annotations.get(BasaltNames.FLOW_RETRIES);
    if (retries != null && !retries.matches("[0-9]{1,4}")) {
      violations.add(
          "metadata.annotations[%s]: \"%s\" must be a whole number from 0 to 9999"
              .formatted(BasaltNames.FLOW_RETRIES, retries));
    }
  }

  /** Where a flow names another. */
  private static String field(List<Flow> flows, String name, String target) {
    for (int i = 0; i < flows.size(); i++) {
      int place = targets(flows.get(i)).indexOf(target);
      if (place >= 0 && Given.text(flows.get(i).name()).equals(name)) {
        return "spec.flows[%d].dependsOn.targets[%d]".formatted(i, place);
      }
    }
    return "spec.flows";
  }

  private static List<String> targets(Flow flow) {
    return flow.dependsOn() == null ? List.of() : Given.list(flow.dependsOn().targets());
  }
}
