package dev.basalt.controllers.queue;

import dev.basalt.api.bus.Command;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.cluster.informer.SlimInformer;
import dev.basalt.controllers.group.GroupRecord;
import dev.basalt.controllers.group.GroupWatch;
import dev.basalt.controllers.runtime.Controller;
import dev.basalt.controllers.runtime.Mirror;
import dev.basalt.controllers.runtime.Notices;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The queue controller, put together. */
public final class QueueController {
  private static final int PAGE = 500;
  private static final int WORKERS = 2;

  /** Groups change all the time; their counts may be a moment late. */
  private static final Duration GATHER = Duration.ofMillis(500);

  private final Mirror<Queue, QueueRecord> queues;
  private final Mirror<Command, QueueCommand> commands;
  private final List<Mirror.Listener<QueueCommand>> commandListeners = new CopyOnWriteArrayList<>();
  private final QueueTallies tallies = new QueueTallies();
  private final Controller controller;

  /**
   * A controller that does nothing until its mirrors and it are started.
   *
   * @param groups all PodGroups; not started yet
   * @param executor runs the work of informers
   */
  public QueueController(
      KubernetesClient client,
      GroupWatch groups,
      Writer writer,
      Notices notices,
      Clock clock,
      Executor executor) {
    queues =
        new Mirror<>(
            client,
            new SlimInformer.Selection<>(Queue.class, Queue::new, null, PAGE),
            QueueRecord::read,
            (key, queue) -> queue.parentKey(),
            clock,
            executor);
    commands =
        new Mirror<>(
            client,
            new SlimInformer.Selection<>(Command.class, Command::new, null, PAGE),
            QueueCommand::read,
            (key, command) -> command.queue(),
            clock,
            executor);
    controller =
        new Controller(
            "queue",
            WORKERS,
            new QueueReconciler(
                new QueueReconciler.Sight(queues::get, queues::of, commands::of),
                tallies,
                writer,
                notices,
                clock),
            clock);
    groups.listen((key, before, after) -> groupChanged(before, after));
  }

  /** Begins to watch, and looks whether the queues are there that every cluster has. */
  public void startMirrors() {
    QueueReconciler.STANDARD.forEach(name -> look(new ObjectKey("", name)));
    queues.start(this::queueChanged);
    commands.start((key, before, after) -> {
      look(after == null ? null : after.queue());
      commandListeners.forEach(listener -> listener.changed(key, before, after));
    });
  }

  public List<Mirror<?, ?>> mirrors() {
    return List.of(queues, commands);
  }

  public Controller controller() {
    return controller;
  }

  /** All commands. */
  public Mirror<Command, QueueCommand> commands() {
    return commands;
  }

  /** Is told of changes of commands; to be called before the start. */
  public void listen(Mirror.Listener<QueueCommand> listener) {
    commandListeners.add(listener);
  }

  /** What becomes of a queue concerns those in it, and the one around it. */
  private void queueChanged(
      ObjectKey key, @Nullable QueueRecord before, @Nullable QueueRecord after) {
    look(key);
    if (before != null
        && after != null
        && before.state() == after.state()
        && before.parent().equals(after.parent())) {
      return;
    }
    queues.of(key).forEach(child -> look(new ObjectKey("", child.name())));
    look(before == null ? null : before.parentKey());
    look(after == null ? null : after.parentKey());
  }

  private void groupChanged(@Nullable GroupRecord before, @Nullable GroupRecord after) {
    tallies.changed(before, after);
    if (before != null
        && after != null
        && before.phase() == after.phase()
        && before.queue().equals(after.queue())) {
      return;
    }
    if (before != null) {
      controller.queue().add(new ObjectKey("", before.queue()), GATHER);
    }
    if (after != null) {
      controller.queue().add(new ObjectKey("", after.queue()), GATHER);
    }
  }

  private void look(@Nullable ObjectKey key) {
    if (key != null) {
      controller.queue().add(key);
    }
  }
}
