package dev.basalt.controllers.garbage;

import dev.basalt.controllers.group.GroupRecord;
import dev.basalt.controllers.group.GroupWatch;
import dev.basalt.controllers.group.WorkloadGroups;
import dev.basalt.controllers.queue.QueueCommand;
import dev.basalt.controllers.queue.QueueController;
import dev.basalt.controllers.runtime.ApiPaths;
import dev.basalt.controllers.runtime.Controller;
import dev.basalt.controllers.runtime.Next;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes PodGroups and commands that nobody needs any more. */
public final class GarbageController {
  private static final Logger LOG = LoggerFactory.getLogger(GarbageController.class);

  /** Pods come and go without the group's knowing. */
  private static final Duration AGAIN = Duration.ofMinutes(10);

  private final GroupWatch groups;
  private final WorkloadGroups workloads;
  private final QueueController queues;
  private final GarbageRules rules;
  private final Writer writer;
  private final Clock clock;
  private final Controller controller;
  private final Map<ObjectKey, Long> idleSince = new ConcurrentHashMap<>();

  /**
   * A controller that does nothing until started.
   *
   * @param groups all PodGroups; not started yet
   * @param workloads knows the pods of groups
   * @param queues knows the commands; not started yet
   * @param groupLife how long a PodGroup without owner and pods is kept after it is Completed; zero
   *     for ever
   */
  public GarbageController(
      GroupWatch groups,
      WorkloadGroups workloads,
      QueueController queues,
      Duration groupLife,
      Writer writer,
      Clock clock) {
    this.groups = groups;
    this.workloads = workloads;
    this.queues = queues;
    this.rules = new GarbageRules(groupLife);
    this.writer = writer;
    this.clock = clock;
    this.controller = new Controller("gc", 1, this::reconcile, clock);
    groups.listen((key, before, after) -> controller.queue().add(key));
    queues.listen((key, before, after) -> controller.queue().add(key));
  }

  public Controller controller() {
    return controller;
  }

  /** Looks at the group and at the command of that name. */
  private Next reconcile(ObjectKey key) throws InterruptedException {
    GroupRecord group = groups.groups().get(key);
    Next next = group == null ? Next.never() : group(group);
    if (group == null || group.owned()) {
      idleSince.remove(key);
    }
    QueueCommand command = queues.commands().get(key);
    if (command == null) {
      return next;
    }
    long due = rules.due(command);
    if (due == GarbageRules.NEVER || due > clock.epochMillis()) {
      return next.or(at(due));
    }
    LOG.info("command {} is removed: no controller takes \"{}\" for it", key, command.action());
    writer.delete(ApiPaths.command(key), command.uid(), null);
    return next;
  }

  private Next group(GroupRecord group) throws InterruptedException {
    if (group.owned() || group.terminating()) {
      return Next.never();
    }
    boolean inUse = workloads.inUse(group.key());
    if (inUse) {
      idleSince.remove(group.key());
      return Next.after(AGAIN);
    }
    long idle = idleSince.computeIfAbsent(group.key(), first -> clock.epochMillis());
    long due = rules.due(group, false, idle);
    if (due == GarbageRules.NEVER || due > clock.epochMillis()) {
      return at(due);
    }
    LOG.info("PodGroup {} is removed: it has no pods and no owner", group.key());
    writer.delete(ApiPaths.podGroup(group.key()), group.uid(), null);
    return Next.never();
  }

  private Next at(long millis) {
    return millis == GarbageRules.NEVER
        ? Next.never()
        : Next.after(Duration.ofMillis(millis - clock.epochMillis()));
  }
}
