package dev.basalt.webhook.admit;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.webhook.review.Operation;
import dev.basalt.webhook.review.Patch;
import dev.basalt.webhook.review.Review;
import dev.basalt.webhook.review.Verdict;
import dev.basalt.webhook.rules.PodGroupRules;
import dev.basalt.webhook.rules.QueueBook;

/** Groups of pods. */
final class PodGroupAdmission {
  private final QueueBook queues;
  private final NamespaceBook namespaces;
  private final UserStamp stamp;

  PodGroupAdmission(QueueBook queues, NamespaceBook namespaces, UserStamp stamp) {
    this.queues = queues;
    this.namespaces = namespaces;
    this.stamp = stamp;
  }

  Verdict mutate(Review<PodGroup> review) {
    PodGroup group = review.object();
    if (group == null) {
      return Verdict.allowed();
    }
    Patch patch = new Patch();
    stamp.apply(
        review,
        JobAdmission.annotations(review.oldObject()),
        JobAdmission.annotations(group),
        patch);
    String queue = namespaces.annotations(review.namespace()).get(VolcanoNames.QUEUE_NAME);
    if (review.operation() == Operation.CREATE
        && queue != null
        && group.getSpec() != null
        && PodGroupRules.namesNoQueue(group)) {
      patch.set("/spec/queue", queue);
    }
    return Verdict.patched(patch);
  }

  Verdict validate(Review<PodGroup> review) {
    PodGroup group = review.object();
    return group == null || review.operation() != Operation.CREATE
        ? Verdict.allowed()
        : Verdict.of(PodGroupRules.create(group, queues));
  }
}
