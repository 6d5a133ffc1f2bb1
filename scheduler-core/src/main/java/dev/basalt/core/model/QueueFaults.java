package dev.basalt.core.model;

import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.resource.Quantities;
import dev.basalt.core.resource.ResourceList;
import org.jspecify.annotations.Nullable;

/**
 * Judges a queue: what is wrong with it, and whether jobs of it are tried. Whoever lies above it,
 * or beside it and is older, was judged before.
 *
 * <p>What can be met by the narrower of two limits is no fault: a capability above that of the
 * queue around it, say, or a deserved amount that the cluster does not have today.
 */
final class QueueFaults {
  private QueueFaults() {}

  static void judge(Queue queue) {
    Queue parent = queue.parent;
    QueueSpec spec = queue.spec;
    queue.problem = null;
    if (spec != null) {
      queue.problem = fault(queue, spec);
      if (queue.problem == null && parent != null && parent.problem != null) {
        queue.problem = "its parent " + parent.name() + ": " + parent.problem;
      }
    }
    boolean within = parent != null && parent.regulated();
    boolean listed = parent != null && parent.standing().restricted();
    queue.stand(
        new Queue.Standing(
            bar(queue),
            within || (spec != null && regulates(spec)),
            listed || (spec != null && !spec.namespaces().isEmpty())));
  }

  private static boolean regulates(QueueSpec spec) {
    return spec.fifo()
        || spec.maxRunningJobs() != QueueSpec.UNLIMITED
        || spec.maxPendingPods() != QueueSpec.UNLIMITED;
  }

  private static @Nullable Wait bar(Queue queue) {
    if (queue.spec == null) {
      return new Wait(
          WaitReason.QUEUE_NOT_FOUND,
          "queue " + queue.name() + " does not exist; create it or name another");
    }
    if (queue.problem != null) {
      return new Wait(WaitReason.MISCONFIGURED, "queue " + queue.name() + ": " + queue.problem);
    }
    if (queue.name().equals(QueueTree.ROOT)) {
      return new Wait(
          WaitReason.MISCONFIGURED,
          "queue root stands for the whole cluster and takes no jobs; name another queue");
    }
    if (!queue.children.isEmpty()) {
      int more = queue.children.size() - 1;
      return new Wait(
          WaitReason.MISCONFIGURED,
          "queue "
              + queue.name()
              + " takes no jobs, as other queues lie in it; name one of these: "
              + queue.children.getFirst().name()
              + (more == 0 ? "" : " or " + more + " more"));
    }
    return null;
  }

  private static @Nullable String fault(Queue queue, QueueSpec spec) {
    if (spec.problem() != null) {
      return spec.problem();
    }
    if (queue.misplaced != null) {
      return queue.misplaced;
    }
    ResourceList guarantee = spec.guarantee();
    for (int i = 0; i < guarantee.size(); i++) {
      String resource = guarantee.name(i);
      if (spec.deserved().has(resource) && guarantee.amount(i) > spec.deserved().get(resource)) {
        return contradiction("guarantee.resource", "deserved", resource, spec);
      }
    }
    ResourceList deserved = spec.deserved();
    for (int i = 0; i < deserved.size(); i++) {
      String resource = deserved.name(i);
      if (spec.capability().has(resource) && deserved.amount(i) > spec.capability().get(resource)) {
        return contradiction("deserved", "capability", resource, spec);
      }
    }
    return queue.parent == null ? null : overGuaranteed(queue, queue.parent);
  }

  private static String contradiction(String more, String less, String resource, QueueSpec spec) {
    ResourceList larger = less.equals("deserved") ? spec.guarantee() : spec.deserved();
    ResourceList smaller = less.equals("deserved") ? spec.deserved() : spec.capability();
    return "spec.%s.%s: %s is more than spec.%s.%s of %s; lower the one or raise the other"
        .formatted(
            more,
            resource,
            Quantities.format(resource, larger.get(resource)),
            less,
            resource,
            Quantities.format(resource, smaller.get(resource)));
  }

  /** What is guaranteed to older queues of the same parent stays so. */
  private static @Nullable String overGuaranteed(Queue queue, Queue parent) {
    QueueSpec spec = queue.spec;
    QueueSpec around = parent.spec;
    if (spec == null || around == null) {
      return null;
    }
    for (int i = 0; i < spec.guarantee().size(); i++) {
      String resource = spec.guarantee().name(i);
      if (!around.guarantee().has(resource)) {
        continue;
      }
      long left = around.guarantee().get(resource);
      for (Queue older : parent.children) {
        if (older == queue) {
          break;
        }
        left -=
            older.spec == null || older.problem != null ? 0 : older.spec.guarantee().get(resource);
      }
      if (spec.guarantee().amount(i) > left) {
        return "spec.guarantee.resource.%s: %s is more than the %s that older queues leave of what is guaranteed to their parent %s; lower it, or raise that of %s"
            .formatted(
                resource,
                Quantities.format(resource, spec.guarantee().amount(i)),
                Quantities.format(resource, Math.max(0, left)),
                parent.name(),
                parent.name());
      }
    }
    return null;
  }
}
