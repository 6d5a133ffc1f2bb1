package dev.basalt.core.session;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.PendingTasks;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.model.Role;
import dev.basalt.core.model.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pods that a job must place to start, by class; one more pod for a job that has started. */
final class Demand {
  private final List<PodClass> classes = new ArrayList<>(1);
  private int[] counts = new int[1];
  private int pods;
  private long runNanos;

  private Demand() {}

  /** What a job needs, of its tasks in order. Cost: the tasks that it needs. */
  static Demand of(Job job, Comparator<Task> order, Endings endings) {
    Demand demand = new Demand();
    PendingTasks pending = job.pending();
    pending.sort(order);
    BitSet taken = new BitSet();
    int needed = RoomCheck.needed(job);
    Map<String, Integer> ofRoles = new HashMap<>();
    for (int slot = pending.begin();
        !job.minTaskMember().isEmpty() && slot < pending.end();
        slot++) {
      Task task = pending.at(slot);
      Role role = task == null ? null : task.role();
      if (task != null && role != null) {
        int minimum = job.minTaskMember().getOrDefault(role.name(), 0);
        int has = role.counts().ready() + ofRoles.getOrDefault(role.name(), 0);
        if (has < minimum && !job.whole()) {
          ofRoles.merge(role.name(), 1, Integer::sum);
          taken.set(slot);
          demand.add(task, endings);
        }
      }
    }
    for (int slot = pending.begin(); slot < pending.end() && demand.pods < needed; slot++) {
      Task task = pending.at(slot);
      if (task != null && !taken.get(slot) && !(job.whole() && task.isBestEffort())) {
        demand.add(task, endings);
      }
    }
    return demand;
  }

  private void add(Task task, Endings endings) {
    pods++;
    runNanos = Math.max(runNanos, endings.run(task));
    int kind = 0;
    while (kind < classes.size() && classes.get(kind).id() != task.podClass().id()) {
      kind++;
    }
    if (kind == classes.size()) {
      classes.add(task.podClass());
      counts = Arrays.copyOf(counts, Math.max(counts.length, kind + 1));
    }
    counts[kind]++;
  }

  /** How many pods. */
  int pods() {
    return pods;
  }

  /** How many classes they have. */
  int kinds() {
    return classes.size();
  }

  PodClass podClass(int kind) {
    return classes.get(kind);
  }

  int count(int kind) {
    return counts[kind];
  }

  /** How long the longest of them runs, {@link Endings#NEVER} if that is not known of each. */
  long runNanos() {
    return runNanos;
  }
}
