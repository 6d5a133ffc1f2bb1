package dev.basalt.plugins.proportion;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.TaskStatus;
import dev.basalt.core.spi.AllocationListener;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.QueueAllocatable;
import dev.basalt.core.spi.QueueOrder;
import dev.basalt.core.spi.QueueOverused;
import dev.basalt.plugins.Pods;
import dev.basalt.plugins.RecordedHooks;
import dev.basalt.plugins.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Runs sessions with the proportion plugin alone, as the engine's allocate action would. */
final class Rounds {
  final World world = new World();
  final ProportionPlugin plugin =
      new ProportionPlugin.Factory().create(Arguments.none("proportion"));
  final RecordedHooks hooks = RecordedHooks.of(plugin);
  private int names;

  private record Line(Queue queue, List<Task> tasks) {}

  /** Adds bare pods to a queue; returns their tasks. */
  List<Task> ask(String queue, int count, String requests) {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tasks.add(world.pod(Pods.named("p" + names++).queue(queue).requests(requests)));
    }
    return tasks;
  }

  /**
   * One session: the queue that comes first gets one pod, until none may have more.
   *
   * @param inTurns whether the queues take turns; else each is served as long as it may get more
   */
  void session(boolean inTurns) {
    plugin.sessionOpened(world);
    List<Line> lines = new ArrayList<>();
    for (Queue queue : world.queues()) {
      lines.add(new Line(queue, new ArrayList<>(pending(queue))));
    }
    lines.removeIf(line -> line.tasks.isEmpty() || !line.queue.takesJobs());
    while (!lines.isEmpty()) {
      Line line = inTurns ? lines.stream().min(this::compare).orElseThrow() : lines.getFirst();
      Task task = line.tasks.removeFirst();
      boolean overused = hooks.only(QueueOverused.class).check(line.queue) != null;
      if (!overused && hooks.only(QueueAllocatable.class).check(line.queue, task) == null) {
        place(task);
      }
      if (overused || line.tasks.isEmpty()) {
        lines.remove(line);
      }
    }
    plugin.sessionClosed(world);
  }

  /** A planted fault: places all there is room for, and asks nobody. */
  void placeAll() {
    plugin.sessionOpened(world);
    world.queues().forEach(queue -> pending(queue).forEach(this::place));
    plugin.sessionClosed(world);
  }

  private int compare(Line first, Line second) {
    return hooks.only(QueueOrder.class).compare(first.queue, second.queue);
  }

  private void place(Task task) {
    for (int node = 0; node < world.nodes().size(); node++) {
      if (world.nodes().fitsIdle(task.request(), node)) {
        world.state().place(task, node);
        hooks.only(AllocationListener.class).allocated(task);
        return;
      }
    }
  }

  private static List<Task> pending(Queue queue) {
    return queue.jobs().stream()
        .map(Job::tasks)
        .flatMap(List::stream)
        .filter(task -> task.status() == TaskStatus.PENDING)
        .sorted(Comparator.comparingInt(Task::id))
        .toList();
  }

  /** Lets pods of a queue that hold room end. */
  void end(String queue, int count) {
    List<Task> placed =
        world.queueNamed(queue).jobs().stream()
            .map(Job::tasks)
            .flatMap(List::stream)
            .filter(task -> task.status() == TaskStatus.ALLOCATED)
            .limit(count)
            .toList();
    placed.forEach(task -> {
      world.state().unplace(task);
      world.state().reports().podGone(task.uid(), 0);
    });
  }

  /** What a queue's pods hold of a dimension. */
  long held(String queue, int dimension) {
    return world.queueNamed(queue).allocated().get(dimension);
  }

  long idle(int dimension) {
    return world.nodes().total().get(dimension) - world.nodes().totalUsed().get(dimension);
  }
}
