package dev.basalt.webhook.admit;

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

  PodAdmission(NamespaceBook namespaces, UserStamp stamp, ResourceGroups groups) {
    this.namespaces = namespaces;
    this.stamp = stamp;
    this.groups = groups;
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
      RunAsUser.apply(pod, RunAsUser.parsed(namespaces.annotations(review.namespace())), patch);
    }
    return Verdict.patched(patch);
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
