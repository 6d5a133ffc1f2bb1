package dev.basalt.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.model.Task.Hold;
import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceVector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Adds every sum of a state up from its tasks, with arithmetic of its own, and compares. */
final class Recount {
  private final ClusterState state;

  private Recount(ClusterState state) {
    this.state = state;
  }

  /** Fails unless every sum is what its tasks come to. */
  static void check(ClusterState state) {
    Recount recount = new Recount(state);
    recount.checkMembership();
    state.jobs().all().forEach(recount::checkJob);
    state.queues().forEach(recount::checkQueue);
    state.namespaces().forEach(recount::checkNamespace);
    recount.checkNodes();
  }

  private void checkMembership() {
    Set<Task> inJobs = new HashSet<>();
    for (Job job : state.jobs().all()) {
      for (int i = 0; i < job.tasks().size(); i++) {
        Task task = job.tasks().get(i);
        assertThat(task.job()).as("job of %s", task).isSameAs(job);
        assertThat(task.indexInJob).isEqualTo(i);
        assertThat(inJobs.add(task)).as("%s is in one job", task).isTrue();
      }
      assertThat(job.group() != null || !job.tasks().isEmpty()).as("%s is of use", job).isTrue();
      assertThat(job.queue().jobs()).contains(job);
      assertThat(job.tasks()).allMatch(task -> task.foreign == job.elsewhere());
    }
    for (Task task : state.tasks()) {
      assertThat(inJobs.contains(task)).as("%s is in its job", task).isEqualTo(task.job() != null);
      assertThat(task.status() == TaskStatus.PENDING && task.node() != Task.NO_NODE)
          .as("%s waits, but is on a node", task)
          .isFalse();
      assertThat(task.hold == Hold.NOTHING)
          .as("%s holds something of its node", task)
          .isEqualTo(task.node() == Task.NO_NODE);
    }
  }

  private void checkJob(Job job) {
    checkCounts(job.counts(), job.tasks(), job.toString());
    assertThat(amounts(job.allocated())).isEqualTo(sum(job.tasks(), true, false));
    for (Role role : job.roles()) {
      List<Task> ofRole = job.tasks().stream().filter(task -> task.role() == role).toList();
      checkCounts(role.counts(), ofRole, job + " role " + role.name());
      assertThat(role.readyTasks() - role.counts().ready()).isEqualTo(waitingBestEffort(ofRole));
    }
    assertThat(job.pendingBestEffort()).isEqualTo(waitingBestEffort(job.tasks()));
    List<Task> pending = new ArrayList<>();
    for (int slot = job.pending().begin(); slot < job.pending().end(); slot++) {
      Task task = job.pending().at(slot);
      if (task != null) {
        pending.add(task);
      }
    }
    assertThat(pending)
        .as("pending of %s", job)
        .containsExactlyInAnyOrderElementsOf(
            job.tasks().stream().filter(t -> t.status() == TaskStatus.PENDING).toList());
  }

  private void checkQueue(Queue queue) {
    List<Task> tasks = new ArrayList<>();
    ResourceVector inqueue = new ResourceVector();
    for (Job job : state.jobs().all()) {
      if (job.queue() == queue) {
        tasks.addAll(job.tasks());
        addInqueue(job, inqueue);
      }
    }
    checkCounts(queue.counts(), tasks, "queue " + queue);
    tasks.removeIf(task -> task.node() != Task.NO_NODE && !state.nodes().isTarget(task.node()));
    assertThat(amounts(queue.allocated()))
        .as("held in %s", queue)
        .isEqualTo(sum(tasks, true, false));
    assertThat(amounts(queue.requested()))
        .as("asked in %s", queue)
        .isEqualTo(sum(tasks, true, true));
    assertThat(amounts(queue.inqueue())).as("promised in %s", queue).isEqualTo(amounts(inqueue));
  }

  private void checkNamespace(Namespace namespace) {
    ResourceVector inqueue = new ResourceVector();
    for (Job job : state.jobs().all()) {
      if (job.namespace() == namespace) {
        addInqueue(job, inqueue);
      }
    }
    List<Task> tasks =
        state.tasks().stream()
            .filter(task -> task.pod().namespace().equals(namespace.name()))
            .toList();
    ResourceVector held = new ResourceVector();
    for (Task task : tasks) {
      if (task.status().holdsShare() || task.status() == TaskStatus.PIPELINED) {
        held.add(task.request());
      }
    }
    assertThat(amounts(namespace.held())).as("held in %s", namespace).isEqualTo(amounts(held));
    QueueDemand demand = namespace.demand;
    assertThat(demand == null).isEqualTo(namespace.quota() == null);
    if (demand != null) {
      state.queues().forEach(queue -> checkDemand(namespace, queue, demand.of(queue), tasks));
    }
    assertThat(amounts(namespace.inqueue()))
        .as("promised in %s", namespace)
        .isEqualTo(amounts(inqueue));
  }

  private void checkDemand(
      Namespace namespace, Queue queue, ResourceVector asked, List<Task> tasks) {
    ResourceVector pending = new ResourceVector();
    for (Task task : tasks) {
      Job job = task.job();
      if (job != null && job.queue() == queue && task.status() == TaskStatus.PENDING) {
        pending.add(task.request());
      }
    }
    assertThat(amounts(asked))
        .as("asked in %s by %s", queue, namespace)
        .isEqualTo(amounts(pending));
  }

  private static void addInqueue(Job job, ResourceVector inqueue) {
    Request wanted = job.minResources();
    boolean emptied = job.hadTasks && job.tasks().isEmpty();
    if (wanted == null || job.phase() != GroupPhase.INQUEUE || emptied || job.elsewhere()) {
      return;
    }
    for (int i = 0; i < wanted.size(); i++) {
      long held = 0;
      for (Task task : job.tasks()) {
        held += task.status().holdsShare() ? task.request().amountOf(wanted.dimension(i)) : 0;
      }
      inqueue.add(wanted.dimension(i), Math.max(0, wanted.amount(i) - held));
    }
  }

  private void checkNodes() {
    NodeTable nodes = state.nodes();
    int dimensions = state.schema().size();
    long[] totalUsed = new long[dimensions];
    long[] total = new long[dimensions];
    long[] others = new long[dimensions];
    for (int node = 0; node < nodes.size(); node++) {
      List<Task> tasks = nodes.tasksOn(node);
      assertThat(nodes.exists(node) || tasks.isEmpty()).isTrue();
      int inFlight = 0;
      for (Task task : state.tasks()) {
        assertThat(task.node() == node).as("%s on %d", task, node).isEqualTo(tasks.contains(task));
        inFlight += task.bindingNode == node ? 1 : 0;
      }
      assertThat(nodes.exists(node) ? nodes.bindingsInFlight(node) : 0).isEqualTo(inFlight);
      assertThat(nodes.busy().get(node)).isEqualTo(inFlight > 0);
      for (int dimension = 0; dimension < dimensions; dimension++) {
        long used = held(tasks, dimension, Hold.USED) + held(tasks, dimension, Hold.RELEASING);
        assertThat(nodes.used(dimension, node)).as("used on %d", node).isEqualTo(used);
        assertThat(nodes.releasing(dimension, node))
            .isEqualTo(held(tasks, dimension, Hold.RELEASING));
        assertThat(nodes.pipelined(dimension, node))
            .isEqualTo(held(tasks, dimension, Hold.PIPELINED));
        if (!nodes.isTarget(node)) {
          continue;
        }
        totalUsed[dimension] += used;
        total[dimension] += nodes.allocatable(dimension, node);
        List<Task> foreign = tasks.stream().filter(task -> task.foreign).toList();
        others[dimension] +=
            held(foreign, dimension, Hold.USED) + held(foreign, dimension, Hold.RELEASING);
      }
    }
    for (int dimension = 0; dimension < dimensions; dimension++) {
      assertThat(nodes.totalUsed().get(dimension)).isEqualTo(totalUsed[dimension]);
      assertThat(nodes.total().get(dimension)).isEqualTo(total[dimension]);
      assertThat(nodes.totalUsedByOthers().get(dimension)).isEqualTo(others[dimension]);
    }
  }

  private static long held(List<Task> tasks, int dimension, Hold hold) {
    long held = 0;
    for (Task task : tasks) {
      held += task.hold == hold ? task.request().amountOf(dimension) : 0;
    }
    return held;
  }

  private static void checkCounts(StatusCounts counts, List<Task> tasks, String what) {
    for (TaskStatus status : TaskStatus.values()) {
      assertThat(counts.of(status))
          .as("%s of %s", status, what)
          .isEqualTo((int) tasks.stream().filter(task -> task.status() == status).count());
    }
    assertThat(counts.total()).isEqualTo(tasks.size());
  }

  private static int waitingBestEffort(List<Task> tasks) {
    return (int)
        tasks.stream()
            .filter(task -> task.status() == TaskStatus.PENDING && task.isBestEffort())
            .count();
  }

  private List<Long> sum(List<Task> tasks, boolean held, boolean asked) {
    ResourceVector sum = new ResourceVector();
    for (Task task : tasks) {
      TaskStatus status = task.status();
      boolean waits = status == TaskStatus.PENDING || status == TaskStatus.PIPELINED;
      if ((held && status.holdsShare()) || (asked && waits)) {
        sum.add(task.request());
      }
    }
    return amounts(sum);
  }

  private List<Long> amounts(ResourceVector vector) {
    List<Long> amounts = new ArrayList<>();
    for (int dimension = 0; dimension < state.schema().size(); dimension++) {
      amounts.add(vector.get(dimension));
    }
    return amounts;
  }
}
