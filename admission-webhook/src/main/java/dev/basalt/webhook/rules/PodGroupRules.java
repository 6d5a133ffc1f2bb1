package dev.basalt.webhook.rules;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.api.scheduling.SubGroupPolicy;
import java.util.List;

/** What a PodGroup must be like. */
public final class PodGroupRules {
  private PodGroupRules() {}

  /** Looks at a new group. */
  public static Violations create(PodGroup group, QueueBook queues) {
    PodGroupSpec spec = group.getSpec();
    if (spec == null) {
      return new Violations();
    }
    Violations violations = QueueAccess.podGroup(Given.text(spec.queue()), queues);
    TopologyRules.check("spec.networkTopology", spec.networkTopology(), violations);
    List<SubGroupPolicy> policies = Given.list(spec.subGroupPolicy());
    for (int i = 0; i < policies.size(); i++) {
      TopologyRules.check(
          "spec.subGroupPolicy[%d].networkTopology: in subGroupPolicy '%s'"
              .formatted(i, policies.get(i).name()),
          policies.get(i).networkTopology(),
          violations);
    }
    return violations;
  }

  /**
   * Whether a group was given no queue by its author. The definition fills in the default queue
   * before anybody sees the object, so a group that names it is read as one that names none.
   */
  public static boolean namesNoQueue(PodGroup group) {
    String queue = group.getSpec() == null ? "" : Given.text(group.getSpec().queue());
    return queue.isEmpty() || queue.equals(VolcanoNames.DEFAULT_QUEUE);
  }
}
