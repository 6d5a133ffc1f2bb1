package dev.basalt.watchdog.rule;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.watchdog.view.QueueSight;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What queues deserve at least, as far as their objects tell: what they say, or their part by
 * weight of what is around them, whoever else asks for some; never more than they may hold. The
 * scheduler gives them more where others want less.
 */
final class Shares {
  private final Look look;

  Shares(Look look) {
    this.look = look;
  }

  /** What a queue deserves at least. */
  ResourceList deserved(QueueSight queue) {
    return deserved(queue, new HashSet<>());
  }

  private ResourceList deserved(QueueSight queue, Set<String> inside) {
    if (!queue.spec().deserved().isEmpty()) {
      return queue.spec().deserved();
    }
    if (!inside.add(queue.name())) {
      return ResourceList.EMPTY;
    }
    QueueSight parent = queue.parent().isEmpty() ? null : look.view().queue(queue.parent());
    ResourceList around = parent == null ? look.total() : deserved(parent, inside);
    double part = queue.spec().weight() / (double) weights(queue.parent());
    Map<String, Long> share = new HashMap<>();
    around.forEach((name, amount) -> share.put(name, (long) (amount * part)));
    queue
        .spec()
        .capability()
        .forEach((name, most) -> share.computeIfPresent(name, (same, mine) -> Math.min(mine, most)));
    return ResourceList.of(share);
  }

  private long weights(String parent) {
    long sum = 0;
    for (QueueSight queue : look.view().queues()) {
      if (queue.parent().equals(parent) && !queue.name().equals(VolcanoNames.ROOT_QUEUE)) {
        sum += queue.spec().weight();
      }
    }
    return Math.max(1, sum);
  }
}
