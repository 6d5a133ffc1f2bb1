package dev.basalt.webhook.admit;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.webhook.review.Operation;
import dev.basalt.webhook.review.Patch;
import dev.basalt.webhook.review.Review;
import dev.basalt.webhook.review.Verdict;
import dev.basalt.webhook.rules.QueueBook;
import dev.basalt.webhook.rules.QueueDefaults;
import dev.basalt.webhook.rules.QueueRules;

/** Queues. */
final class QueueAdmission {
  private final QueueBook queues;
  private final boolean keepBusy;

  /**
   * @param keepBusy whether a queue whose pods hold something may not be deleted
   */
  QueueAdmission(QueueBook queues, boolean keepBusy) {
    this.queues = queues;
    this.keepBusy = keepBusy;
  }

  Verdict mutate(Review<Queue> review) {
    Queue queue = review.object();
    if (queue == null || queue.getSpec() == null) {
      return Verdict.allowed();
    }
    Patch patch = new Patch();
    if (queue.getSpec().reclaimable() == null) {
      patch.set("/spec/reclaimable", QueueDefaults.reclaimable(queue));
    }
    Integer weight = queue.getSpec().weight();
    if (weight == null || weight == 0) {
      patch.set("/spec/weight", QueueDefaults.weight(queue));
    }
    QueueDefaults.annotations(queue)
        .forEach(
            (key, value) -> patch.annotation(queue.getMetadata().getAnnotations(), key, value));
    return Verdict.patched(patch);
  }

  Verdict validate(Review<Queue> review) {
    Queue before = review.oldObject();
    Queue after = review.object();
    if (review.operation() == Operation.DELETE) {
      return Verdict.of(
          keepBusy && before != null
              ? QueueRules.deleteIdle(before, queues)
              : QueueRules.delete(review.name(), queues));
    }
    if (after == null) {
      return Verdict.allowed();
    }
    return Verdict.of(
        before == null
            ? QueueRules.create(after, queues)
            : QueueRules.update(
                before, after, queues, review.manager().equals(BasaltNames.CAPABILITY_KEEPER)));
  }
}
