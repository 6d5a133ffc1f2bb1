package dev.basalt.controllers.queue;

import dev.basalt.controllers.group.GroupRecord;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts PodGroups by queue as they change. Thread-safe. */
final class QueueTallies {
  private final Map<String, Counts> byQueue = new HashMap<>();

  /** A group changed, came (before is null) or went (after is null). */
  synchronized void changed(@Nullable GroupRecord before, @Nullable GroupRecord after) {
    if (before != null) {
      add(before, -1);
    }
    if (after != null) {
      add(after, 1);
    }
  }

  synchronized Counts of(String queue) {
    return byQueue.getOrDefault(queue, Counts.NONE);
  }

  private void add(GroupRecord group, int more) {
    Counts counts = of(group.queue()).plus(group.phase(), more);
    if (counts.equals(Counts.NONE)) {
      byQueue.remove(group.queue());
    } else {
      byQueue.put(group.queue(), counts);
    }
  }
}
