package dev.basalt.webhook.admit;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.webhook.review.Operation;
import dev.basalt.webhook.review.Patch;
import dev.basalt.webhook.review.Review;
import dev.basalt.webhook.review.Verdict;
import dev.basalt.webhook.rules.DisruptionRules;
import dev.basalt.webhook.rules.Violations;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pods of our schedulers: others never get here. */
final class PodAdmission {
  private final NamespaceBook namespaces;
  private final UserStamp stamp;
  private final ResourceGroups groups;
  private final boolean groupsWorkloads;

  /**
   * @param groupsWorkloads whether pods of workloads name the group that is made for them
   */
  PodAdmission(
      NamespaceBook namespaces, UserStamp stamp, ResourceGroups groups, boolean groupsWorkloads) {
    this.namespaces = namespaces;
    this.stamp = stamp;
    this.groups = groups;
    this.groupsWorkloads = groupsWorkloads;
  }

  Verdict mutate(Review<PodView> review) {
    PodView pod = review.object();
    if (pod == null) {
      return Verdict.allowed();
    }
    Patch patch = new Patch();
    PodView before = review.oldObject();
    stamp.apply(review, before == null ? null : before.annotations(), pod.annotations(), patch);
    if (review.operation() == Operation.CREATE) {
      groups.apply(pod, review.namespace(), patch);
      belong(pod, namespaces.annotations(review.namespace()).get(VolcanoNames.QUEUE_NAME), patch);
      RunAsUser.apply(pod, RunAsUser.parsed(namespaces.annotations(review.namespace())), patch);
    }
    return Verdict.patched(patch);
  }

  /** A pod that names neither group nor queue is in the queue of its namespace. */
  private void belong(PodView pod, @Nullable String queue, Patch patch) {
    if (pod.namesGroup()) {
      return;
    }
    if (queue != null && !queue.isEmpty() && !pod.namesQueue()) {
      patch.annotation(pod.annotations(), VolcanoNames.QUEUE_NAME, queue);
    }
    PodView.Owner owner = pod.controller();
    if (groupsWorkloads && owner != null && owner.getsGroups()) {
      patch.annotation(
          pod.annotations(), VolcanoNames.GROUP_NAME, VolcanoNames.workloadGroup(owner.uid()));
    }
  }

  Verdict validate(Review<PodView> review) {
    PodView pod = review.object();
    if (pod == null || review.operation() != Operation.CREATE) {
      return Verdict.allowed();
    }
    Violations violations = DisruptionRules.check(pod.annotations());
    Map<String, String> annotations = namespaces.annotations(review.namespace());
    @Nullable String runAs = RunAsUser.violation(pod, review.namespace(), annotations);
    if (runAs != null) {
      violations.add(runAs);
    }
    return Verdict.of(violations);
  }
}
