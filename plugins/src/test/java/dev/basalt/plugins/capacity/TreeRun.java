package dev.basalt.plugins.capacity;

import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.TaskStatus;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.spi.AllocationListener;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.QueueAllocatable;
import dev.basalt.core.spi.QueueOrder;
import dev.basalt.core.spi.QueueShares;
import dev.basalt.plugins.Pods;
import dev.basalt.plugins.RecordedHooks;
import dev.basalt.plugins.World;
import dev.basalt.properties.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A random tree of queues, valid and invalid ones, and sessions of the plugin alone on it. */
final class TreeRun {
  static final int CPU = ResourceSchema.CPU;
  private static final long CORE = 1000;

  final World world = new World();
  final CapacityPlugin plugin = new CapacityPlugin.Factory().create(Arguments.none("capacity"));
  final RecordedHooks hooks = RecordedHooks.of(plugin);
  private final List<Task> tasks = new ArrayList<>();
  private int names;

  /** A planted fault: the plugin is not told of placements. */
  boolean deaf;

  /** Who is asked before a pod is placed; faults are planted here. */
  interface Gate {
    boolean lets(Queue queue, Task task);
  }

  /** Asks the plugin. */
  boolean allocatable(Queue queue, Task task) {
    return hooks.only(QueueAllocatable.class).check(queue, task) == null;
  }

  /**
   * Makes nodes and queues.
   *
   * @param faulty whether invalid queues are among them; without, all else is drawn the same
   */
  static TreeRun of(Source source, boolean faulty) {
    TreeRun run = new TreeRun();
    int nodes = source.size(1, 6);
    for (int i = 0; i < nodes; i++) {
      run.world.node("n" + i, "cpu=" + source.between(1, 12));
    }
    int queues = source.size(1, 12);
    List<String> parents = new ArrayList<>(List.of(""));
    for (int i = 0; i < queues; i++) {
      String name = "q" + i;
      String parent = source.pick(parents);
      long guarantee = source.chance(40) ? source.between(0, 5) : 0;
      long deserved = guarantee + source.between(0, 8);
      long capability = deserved + source.between(0, 8);
      boolean states = source.chance(70);
      boolean bounded = source.chance(50);
      int weight = source.between(1, 4);
      int priority = source.chance(20) ? source.between(0, 3) : 0;
      boolean invalid = source.chance(25);
      QueueSpec.Builder spec =
          QueueSpec.builder(name, "uid-" + name)
              .parent(parent)
              .weight(weight)
              .priority(priority)
              .createdMillis(i)
              .guarantee(World.resources(guarantee > 0 ? "cpu=" + guarantee : ""))
              .deserved(World.resources(states ? "cpu=" + deserved : ""))
              .capability(World.resources(bounded ? "cpu=" + capability : ""));
      if (!invalid) {
        run.world.state().reports().queueChanged(spec.build());
        parents.add(name);
      } else if (faulty) {
        run.world.state().reports().queueChanged(run.spoilt(source, spec, name).build());
      } else {
        run.spoilt(source, spec, name);
      }
    }
    return run;
  }

  private QueueSpec.Builder spoilt(Source source, QueueSpec.Builder spec, String name) {
    return switch (source.between(0, 3)) {
      case 0 -> spec.problem("spec.weight: bad");
      case 1 -> spec.parent("nowhere");
      case 2 -> spec.parent(name);
      default -> spec.guarantee(World.resources("cpu=9")).deserved(World.resources("cpu=1"));
    };
  }

  /** The queues in which jobs run, by name. */
  List<Queue> leaves() {
    return world.queues().stream().filter(Queue::takesJobs).toList();
  }

  /** Bare pods in a queue. */
  void ask(String queue, int count, int cpu) {
    for (int i = 0; i < count; i++) {
      tasks.add(world.pod(Pods.named("p" + names++).queue(queue).requests("cpu=" + cpu)));
    }
  }

  /** One session: the first queue gets one pod, until none may have more. */
  void session(Gate gate) {
    plugin.sessionOpened(world);
    List<Task> waiting = new ArrayList<>(pending());
    while (!waiting.isEmpty()) {
      Task task =
          waiting.stream()
              .min(
                  Comparator.comparing(TreeRun::queueOf, hooks.only(QueueOrder.class)::compare)
                      .thenComparingInt(Task::id))
              .orElseThrow();
      waiting.remove(task);
      if (queueOf(task).takesJobs() && gate.lets(queueOf(task), task)) {
        place(task);
      }
    }
    plugin.sessionClosed(world);
  }

  boolean place(Task task) {
    for (int node = 0; node < world.nodes().size(); node++) {
      if (world.nodes().fitsIdle(task.request(), node)) {
        world.state().place(task, node);
        if (!deaf) {
          hooks.only(AllocationListener.class).allocated(task);
        }
        return true;
      }
    }
    return false;
  }

  List<Task> pending() {
    return tasks.stream().filter(task -> task.status() == TaskStatus.PENDING).toList();
  }

  List<Task> placed() {
    return tasks.stream().filter(task -> task.status() == TaskStatus.ALLOCATED).toList();
  }

  /** What each leaf holds, in cores. */
  Map<String, Long> held() {
    Map<String, Long> held = new TreeMap<>();
    leaves().forEach(queue -> held.put(queue.name(), queue.allocated().get(CPU) / CORE));
    return held;
  }

  long deserved(Queue queue) {
    return hooks.only(QueueShares.class).deserved(queue, CPU);
  }

  long total() {
    return world.nodes().total().get(CPU);
  }

  static Queue queueOf(Task task) {
    return Objects.requireNonNull(task.job()).queue();
  }

  static long stated(@Nullable QueueSpec spec, boolean guarantee) {
    if (spec == null) {
      return 0;
    }
    return (guarantee ? spec.guarantee() : spec.deserved()).get("cpu");
  }
}
