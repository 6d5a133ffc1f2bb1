package dev.basalt.exporter.series;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.exporter.view.ClusterView;
import dev.basalt.exporter.view.QueueSums;
import dev.basalt.exporter.view.SeenQueue;
import dev.basalt.exporter.view.Units;
import dev.basalt.exporter.view.UserSums;
import java.util.Map;

/** The series of queues and of their users. */
final class QueueSeries {
  private static final Map<GroupPhase, Family> ALIASES =
      Map.of(
          GroupPhase.INQUEUE, Family.VOLCANO_INQUEUE,
          GroupPhase.PENDING, Family.VOLCANO_PENDING,
          GroupPhase.RUNNING, Family.VOLCANO_RUNNING,
          GroupPhase.UNKNOWN, Family.VOLCANO_UNKNOWN,
          GroupPhase.COMPLETED, Family.VOLCANO_COMPLETED);

  private QueueSeries() {}

  /**
   * Adds those of queues; to be called while nothing changes in the view.
   *
   * @return how many queues there was no room for
   */
  static int add(ClusterView view, int limit, Table rows) {
    int published = 0;
    for (QueueSums queue : view.queues()) {
      if (published++ < limit) {
        publish(queue, rows);
      }
    }
    return Math.max(0, published - limit);
  }

  /**
   * Adds those of users.
   *
   * @return how many users of queues there was no room for
   */
  static int addUsers(ClusterView view, int limit, Table rows) {
    int published = 0;
    for (QueueSums queue : view.queues()) {
      for (UserSums user : queue.users()) {
        published += user.published() ? 1 : 0;
      }
    }
    int left = 0;
    for (QueueSums queue : view.queues()) {
      for (UserSums user : queue.users()) {
        if (!user.published()) {
          if (published >= limit) {
            left++;
            continue;
          }
          published++;
          user.published(true);
        }
        user.allocated()
            .forEach((resource, amount) ->
                rows.of(Family.USER_ALLOCATED)
                    .add(Units.base(resource, amount), queue.name(), resource, user.name()));
      }
    }
    return left;
  }

  private static void publish(QueueSums queue, Table rows) {
    String name = queue.name();
    SeenQueue seen = queue.seen();
    if (seen != null) {
      rows.of(Family.QUEUE_INFO).add(1, seen.parent(), name, seen.state());
      amounts(seen.capability(), name, rows.of(Family.QUEUE_CAPABILITY));
      amounts(seen.guarantee(), name, rows.of(Family.QUEUE_GUARANTEE));
      capacity(seen.capability(), name, rows);
    }
    amounts(queue.used(), name, rows.of(Family.QUEUE_USED));
    queue
        .pendingPods()
        .forEach((reason, count) -> rows.of(Family.PENDING_PODS).add(count, name, reason));
    queue
        .pendingGangs()
        .forEach((reason, count) -> rows.of(Family.PENDING_GANGS).add(count, name, reason));
    queue.jobs().forEach((phase, count) -> rows.of(Family.JOBS).add(count, phase, name));
    for (GroupPhase phase : GroupPhase.values()) {
      int count = queue.gangs(phase);
      if (count > 0) {
        rows.of(Family.GANGS).add(count, phase.text(), name);
      }
      Family alias = ALIASES.get(phase);
      if (alias != null && seen != null) {
        rows.of(alias).add(count, name);
      }
    }
    if (queue.waitingSince() > 0) {
      rows.of(Family.OLDEST_PENDING).add((double) queue.waitingSince(), name);
    }
  }

  private static void capacity(ResourceList capability, String name, Table rows) {
    if (capability.has(ResourceSchema.CPU_NAME)) {
      rows.of(Family.VOLCANO_CAPACITY_CPU)
          .add((double) capability.get(ResourceSchema.CPU_NAME), name);
    }
    if (capability.has(ResourceSchema.MEMORY_NAME)) {
      rows.of(Family.VOLCANO_CAPACITY_MEMORY)
          .add((double) capability.get(ResourceSchema.MEMORY_NAME), name);
    }
  }

  private static void amounts(ResourceList amounts, String name, Rows rows) {
    amounts.forEach((resource, amount) -> rows.add(Units.base(resource, amount), name, resource));
  }
}
