package dev.basalt.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.UserSource;
import dev.basalt.core.model.Task.Hold;
import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceVector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
    recount.checkUsers();
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
      // Room that another scheduler has set aside for a pod is left to it before it is bound.
      boolean expected = task.foreign && task.pod.nominatedNode() != null;
      assertThat(task.status() == TaskStatus.PENDING && task.node() != Task.NO_NODE && !expected)
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
    List<Task> own = new ArrayList<>();
    List<Task> tasks = new ArrayList<>();
    ResourceVector inqueue = new ResourceVector();
    int running = 0;
    int pending = 0;
    int lined = 0;
    for (Job job : state.jobs().all()) {
      if (job.queue() == queue) {
        own.addAll(job.tasks());
      }
      if (!within(job.queue(), queue)) {
        continue;
      }
      tasks.addAll(job.tasks());
      addInqueue(job, inqueue);
      int waiting =
          (int) job.tasks().stream().filter(t -> t.status() == TaskStatus.PENDING).count();
      pending += waiting;
      lined += job.inLine() ? waiting : 0;
      running +=
          job.tasks().stream()
                  .anyMatch(t -> t.status().holdsShare() || t.status() == TaskStatus.PIPELINED)
              ? 1
              : 0;
    }
    checkCounts(queue.counts(), own, "queue " + queue);
    tasks.removeIf(task -> task.node() != Task.NO_NODE && !state.nodes().isTarget(task.node()));
    assertThat(amounts(queue.allocated()))
        .as("held in %s", queue)
        .isEqualTo(sum(tasks, true, false));
    assertThat(amounts(queue.requested()))
        .as("asked in %s", queue)
        .isEqualTo(sum(tasks, true, true));
    assertThat(amounts(queue.inqueue())).as("admitted in %s", queue).isEqualTo(amounts(inqueue));
    assertThat(amounts(queue.promised()))
        .as("promised in %s", queue)
        .isEqualTo(sum(tasks, TaskStatus.PIPELINED));
    assertThat(amounts(queue.releasing()))
        .as("releasing in %s", queue)
        .isEqualTo(sum(tasks, TaskStatus.RELEASING));
    assertThat(queue.runningJobs()).as("jobs that run in %s", queue).isEqualTo(running);
    assertThat(queue.consideredPods()).as("pods of %s", queue).isEqualTo(pending - lined);
  }

  private List<Long> sum(List<Task> tasks, TaskStatus status) {
    return sum(tasks.stream().filter(task -> task.status() == status).toList(), true, true);
  }

  /** Whether a queue is another or lies in it, by what the objects say. */
  private boolean within(Queue queue, Queue other) {
    for (Queue each = queue; each != null; each = around(each)) {
      if (each == other) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Queue around(Queue queue) {
    Queue next = namedBy(queue);
    for (int i = 0; next != null && i <= state.queues().size(); i++) {
      if (next == queue) {
        return null;
      }
      next = namedBy(next);
    }
    return namedBy(queue);
  }

  private @Nullable Queue namedBy(Queue queue) {
    String name = queue.spec() == null ? "" : queue.spec().parent();
    for (Queue each : state.queues()) {
      if (each.name().equals(name) && each.spec() != null) {
        return each;
      }
    }
    return null;
  }

  private void checkQuota(NativeQuota quota, Namespace namespace) {
    quota.settle(Long.MAX_VALUE / 2);
    boolean all = quota.spec().scopes().isEmpty();
    for (int i = 0; i < quota.size(); i++) {
      int dimension = quota.dimension(i);
      long used = 0;
      for (Task task : state.tasks()) {
        boolean counts = all || !task.request().isBestEffort();
        if (task.namespace() == namespace && counts && !task.pod().phase().terminal()) {
          used += task.request().amountOf(dimension);
        }
      }
      assertThat(quota.used(i)).as("used of %s in %s", quota.spec(), namespace).isEqualTo(used);
      long promised = 0;
      for (Job job : state.jobs().all()) {
        boolean counts = job.phase() == GroupPhase.INQUEUE && (all || quota.covers(job));
        boolean emptied = job.hadTasks && job.tasks().isEmpty();
        promised +=
            job.namespace() == namespace && counts && !emptied ? lacking(job, dimension) : 0;
      }
      assertThat(quota.promised(i)).as("promised of %s", quota.spec()).isEqualTo(promised);
    }
  }

  /** What a group's minimum lacks in pods that exist, added up pod by pod. */
  private static long lacking(Job job, int dimension) {
    int made = 0;
    long exist = 0;
    for (Task task : job.tasks()) {
      TaskStatus status = task.status();
      made += status == TaskStatus.FAILED ? 0 : 1;
      exist +=
          status.holdsShare() || status == TaskStatus.PENDING
              ? task.request().amountOf(dimension)
              : 0;
    }
    if (job.group() == null || (made > 0 && made >= job.minMember())) {
      return 0;
    }
    Request minimum = job.minResources();
    long stated = minimum == null ? 0 : minimum.amountOf(dimension);
    return dimension == dev.basalt.core.resource.ResourceSchema.PODS
        ? Math.max(0, Math.max(stated, job.minMember()) - made)
        : Math.max(0, stated - exist);
  }

  private void checkUsers() {
    for (QueueUser user : state.users().all()) {
      List<Job> jobs = state.jobs().all().stream().filter(job -> job.user() == user).toList();
      ResourceVector inqueue = new ResourceVector();
      List<Task> tasks = new ArrayList<>();
      for (Job job : jobs) {
        assertThat(job.queue()).as("queue of %s", user).isSameAs(user.queue());
        tasks.addAll(job.tasks());
        addInqueue(job, inqueue);
      }
      assertThat(user.jobs()).as("jobs of %s", user).isEqualTo(jobs.size());
      assertThat(amounts(user.held())).as("held by %s", user).isEqualTo(sum(tasks, true, false));
      assertThat(amounts(user.promised())).as("promised to %s", user).isEqualTo(amounts(inqueue));
    }
    for (Job job : state.jobs().all()) {
      PodGroupSpec group = job.group();
      String mark = group != null && group.user() != null ? group.user() : job.podUser;
      boolean byNamespace = state.users().source().equals(UserSource.NAMESPACE);
      assertThat(job.user().name())
          .as("user of %s", job)
          .isEqualTo(byNamespace ? job.namespace().name() : mark == null ? UserBook.NOBODY : mark);
      // Whoever has jobs in other schedulers' zones only stands in no line here.
      assertThat(state.users().all().contains(job.user())).isEqualTo(!job.elsewhere());
      assertThat(job.queue().users()).contains(job.user());
    }
  }

  private void checkNamespace(Namespace namespace) {
    namespace.resourceQuotas().forEach(quota -> checkQuota(quota, namespace));
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
      int unknown = 0;
      for (Task task : state.tasks()) {
        assertThat(task.node() == node).as("%s on %d", task, node).isEqualTo(tasks.contains(task));
        inFlight += task.bindingNode == node ? 1 : 0;
        boolean waits = task.bindingNode == node || !task.pod().acknowledged();
        boolean nominated = task.foreign && task.job() == null && task.pod().nodeName() == null;
        boolean sent =
            !nominated
                && task.status() != TaskStatus.ALLOCATED
                && task.status() != TaskStatus.PIPELINED;
        unknown += task.node() == node && sent && waits ? 1 : 0;
      }
      assertThat(nodes.exists(node) ? nodes.bindingsInFlight().on(node) : 0).isEqualTo(inFlight);
      assertThat(nodes.bindingsInFlight().nodes().get(node)).isEqualTo(inFlight > 0);
      assertThat(nodes.unacknowledged().on(node)).as("unknown to %d", node).isEqualTo(unknown);
      assertThat(nodes.unacknowledged().nodes().get(node)).isEqualTo(unknown > 0);
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
