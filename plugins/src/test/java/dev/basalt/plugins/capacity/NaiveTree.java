package dev.basalt.plugins.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Task;
import java.util.List;

/** The plugin's rules once more, by plain recursion over all queues and all their tasks. */
final class NaiveTree {
  private static final int CPU = TreeRun.CPU;

  private final TreeRun run;

  NaiveTree(TreeRun run) {
    this.run = run;
  }

  /** Whether a queue has room for a task: asked of every queue from it to the root. */
  boolean hasRoom(Queue own, Task task) {
    long asked = task.request().amountOf(CPU);
    for (Queue queue = own; queue != null; queue = queue.parent()) {
      long before = taken(queue, own, 0);
      long after = taken(queue, own, asked);
      if (after > before && after > capability(queue)) {
        return false;
      }
    }
    long held = 0;
    long committed = 0;
    long after = 0;
    for (Queue queue : tops()) {
      held += held(queue);
      committed += committed(queue, own, 0);
      after += committed(queue, own, asked);
    }
    boolean fromGuarantees = after > committed && committed > held && after > run.total();
    return !fromGuarantees || asked > run.total() - held;
  }

  /** What is held in a queue and kept for the queues in it, with so much more in one of them. */
  private long taken(Queue queue, Queue own, long more) {
    long taken = queue == own ? more : 0;
    for (Job job : queue.jobs()) {
      for (Task task : job.tasks()) {
        taken += task.status().holdsShare() ? task.request().amountOf(CPU) : 0;
      }
    }
    for (Queue child : queue.children()) {
      taken += committed(child, own, more);
    }
    return taken;
  }

  private long committed(Queue queue, Queue own, long more) {
    return Math.max(run.plugin.entitlements().guarantee(queue, CPU), taken(queue, own, more));
  }

  private static long held(Queue queue) {
    long held = 0;
    for (Job job : queue.jobs()) {
      for (Task task : job.tasks()) {
        held += task.status().holdsShare() ? task.request().amountOf(CPU) : 0;
      }
    }
    for (Queue child : queue.children()) {
      held += held(child);
    }
    return held;
  }

  /** Shares sum up level by level, and nobody gets less than there is for it. */
  void checkSums() {
    checkLevel(tops(), run.total(), run.total(), "the root");
    for (Queue parent : run.world.queues()) {
      if (!parent.children().isEmpty()) {
        checkLevel(
            parent.children(),
            run.deserved(parent),
            run.plugin.entitlements().guarantee(parent, CPU),
            parent.name());
      }
    }
  }

  private void checkLevel(List<Queue> level, long deserved, long guaranteed, String where) {
    long sumOfDeserved = 0;
    long sumOfStated = 0;
    long sumOfGuaranteed = 0;
    long sumOfKept = 0;
    for (Queue queue : level) {
      long kept = run.plugin.entitlements().guarantee(queue, CPU);
      assertThat(run.deserved(queue)).as("what %s deserves", queue).isGreaterThanOrEqualTo(kept);
      assertThat(run.deserved(queue)).as("of %s", queue).isLessThanOrEqualTo(due(queue));
      sumOfDeserved += run.deserved(queue);
      sumOfStated += due(queue);
      sumOfGuaranteed += kept;
      sumOfKept += stated(queue);
    }
    assertThat(sumOfDeserved).as("in %s", where).isEqualTo(Math.min(deserved, sumOfStated));
    assertThat(sumOfGuaranteed).as("in %s", where).isEqualTo(Math.min(guaranteed, sumOfKept));
  }

  private static long stated(Queue queue) {
    long own = queue.usable() ? TreeRun.stated(queue.spec(), true) : 0;
    long inside = queue.children().stream().mapToLong(NaiveTree::stated).sum();
    return Math.min(Math.max(own, inside), capability(queue));
  }

  private static long due(Queue queue) {
    QueueSpec spec = queue.spec();
    long due =
        queue.usable() && spec != null && spec.deserved().has("cpu")
            ? TreeRun.stated(spec, false)
            : queue.children().stream().mapToLong(NaiveTree::due).sum();
    return Math.min(Math.max(due, stated(queue)), capability(queue));
  }

  private static long capability(Queue queue) {
    QueueSpec spec = queue.spec();
    return spec != null && spec.capability().has("cpu")
        ? spec.capability().get("cpu")
        : Long.MAX_VALUE;
  }

  private List<Queue> tops() {
    return run.world.queues().stream().filter(queue -> queue.parent() == null).toList();
  }
}
