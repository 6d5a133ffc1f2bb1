package dev.basalt.core.engine;

import dev.basalt.core.engine.EngineSummary.PodCounts;
import dev.basalt.core.engine.EngineSummary.QueueSummary;
import dev.basalt.core.engine.EngineSummary.UserSummary;
import dev.basalt.core.engine.EngineSummary.WaitingJob;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.StatusCounts;
import dev.basalt.core.model.TaskStatus;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.resource.ResourceVector;
import dev.basalt.core.session.Policy;
import dev.basalt.core.session.SessionFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Draws the engine's picture. Cost: O(queues, users and waiting jobs). */
final class SummaryBuilder {
  private static final int LISTED_JOBS = 20;
  private static final int LISTED_USERS = 1_000;

  private final ClusterState state;

  SummaryBuilder(ClusterState state) {
    this.state = state;
  }

  EngineSummary build(
      SessionFactory factory, long sessions, long bindings, boolean leading, boolean synced) {
    Policy policy = factory.policy();
    List<QueueSummary> queues = new ArrayList<>();
    int[] pods = new int[5];
    for (Queue queue : state.queues()) {
      PodCounts counts = counts(queue.counts());
      pods[0] += counts.pending();
      pods[1] += counts.binding();
      pods[2] += counts.bound();
      pods[3] += counts.running();
      pods[4] += counts.ended();
      queues.add(summary(queue, counts, policy));
    }
    queues.sort(Comparator.comparing(QueueSummary::name));
    Map<WaitReason, Integer> byReason = new EnumMap<>(WaitReason.class);
    Map<String, Map<WaitReason, Integer>> byQueue = new TreeMap<>();
    List<WaitingJob> waiting = waiting(byReason, byQueue);
    List<UserSummary> users = users(policy);
    return new EngineSummary(
        state.nodes().count(),
        state.nodes().total().toList(state.schema()),
        state.nodes().totalUsed().toList(state.schema()),
        new PodCounts(pods[0], pods[1], pods[2], pods[3], pods[4]),
        sessions,
        bindings,
        leading,
        synced,
        List.copyOf(queues),
        byReason,
        byQueue,
        users,
        policy.ordersUsers() ? state.users().all().size() - users.size() : 0,
        waiting,
        factory.reservations(),
        state.rejections());
  }

  private QueueSummary summary(Queue queue, PodCounts counts, Policy policy) {
    QueueSpec spec = queue.spec();
    ResourceSchema schema = state.schema();
    ResourceVector deserved = new ResourceVector();
    for (int dimension = 0; dimension < schema.size(); dimension++) {
      deserved.set(dimension, Math.max(0, policy.deserved(queue, dimension)));
    }
    return new QueueSummary(
        queue.name(),
        spec == null ? 0 : spec.weight(),
        queue.allocated().toList(schema),
        spec == null ? ResourceList.EMPTY : deserved.toList(schema),
        queue.requested().toList(schema),
        counts,
        spec == null ? "does not exist" : queue.problem());
  }

  private List<UserSummary> users(Policy policy) {
    if (!policy.ordersUsers()) {
      return List.of();
    }
    return state.users().all().stream()
        .map(user -> new UserSummary(user.queue().name(), user.name(), policy.share(user)))
        .sorted(
            Comparator.comparingDouble(UserSummary::share)
                .reversed()
                .thenComparing(UserSummary::queue)
                .thenComparing(UserSummary::user))
        .limit(LISTED_USERS)
        .toList();
  }

  private static PodCounts counts(StatusCounts counts) {
    return new PodCounts(
        counts.of(TaskStatus.PENDING)
            + counts.of(TaskStatus.PIPELINED)
            + counts.of(TaskStatus.ALLOCATED),
        counts.of(TaskStatus.BINDING),
        counts.of(TaskStatus.BOUND),
        counts.of(TaskStatus.RUNNING)
            + counts.of(TaskStatus.RELEASING)
            + counts.of(TaskStatus.UNKNOWN),
        counts.of(TaskStatus.SUCCEEDED) + counts.of(TaskStatus.FAILED));
  }

  private List<WaitingJob> waiting(
      Map<WaitReason, Integer> byReason, Map<String, Map<WaitReason, Integer>> byQueue) {
    List<Job> jobs = new ArrayList<>();
    for (Job job : state.jobs().open()) {
      Wait why = job.waiting();
      if (why != null) {
        byReason.merge(why.reason(), 1, Integer::sum);
        byQueue
            .computeIfAbsent(job.queue().name(), first -> new EnumMap<>(WaitReason.class))
            .merge(why.reason(), 1, Integer::sum);
        jobs.add(job);
      }
    }
    return jobs.stream()
        .sorted(
            Comparator.comparing((Job job) -> job.minMember() <= 1)
                .thenComparingLong(Job::createdMillis)
                .thenComparing(Job::key))
        .limit(LISTED_JOBS)
        .map(SummaryBuilder::describe)
        .toList();
  }

  private static WaitingJob describe(Job job) {
    Wait why = job.waiting();
    if (why == null) {
      throw new IllegalArgumentException(job + " does not wait");
    }
    return new WaitingJob(
        job.key(),
        job.queue().name(),
        job.minMember(),
        job.pending().size(),
        why.reason(),
        why.message(),
        job.createdMillis());
  }
}
