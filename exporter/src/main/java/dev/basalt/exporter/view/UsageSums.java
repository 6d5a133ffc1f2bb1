package dev.basalt.exporter.view;

import dev.basalt.core.resource.ResourceList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What pods use, by job and by queue, beside what the same pods request. */
final class UsageSums {
  private static final class Sum {
    private final Map<String, Long> used = new TreeMap<>();
    private final Map<String, Long> requested = new TreeMap<>();
  }

  private final Map<JobRecord, Sum> byJob = new HashMap<>();
  private final Map<String, Map<String, Long>> byQueue = new HashMap<>();

  /** Adds a pod of a queue, and of a job if it has one. */
  void add(SeenPod pod, ResourceList amounts, String queue, @Nullable JobRecord job) {
    add(amounts, byQueue.computeIfAbsent(queue, first -> new TreeMap<>()));
    if (job != null) {
      Sum sum = byJob.computeIfAbsent(job, first -> new Sum());
      add(amounts, sum.used);
      add(pod.requests(), sum.requested);
    }
  }

  /**
   * Adds what is used in each queue to the queues around it, as the scheduler counts what they
   * hold.
   *
   * @param parentOf the queue around one, empty if there is none
   */
  void addToParents(UnaryOperator<String> parentOf) {
    Map<String, Map<String, Long>> own = new HashMap<>();
    byQueue.forEach((queue, sum) -> own.put(queue, Map.copyOf(sum)));
    own.forEach((queue, sum) -> {
      Set<String> within = new HashSet<>(Set.of(queue));
      String parent = parentOf.apply(queue);
      while (!parent.isEmpty() && within.add(parent)) {
        Map<String, Long> around = byQueue.computeIfAbsent(parent, first -> new TreeMap<>());
        sum.forEach((resource, amount) -> around.merge(resource, amount, Long::sum));
        parent = parentOf.apply(parent);
      }
    });
  }

  /** Says so to a job; what is not named uses nothing that is known. */
  void tell(JobRecord job) {
    Sum sum = byJob.get(job);
    if (sum == null) {
      job.used(ResourceList.EMPTY, ResourceList.EMPTY);
    } else {
      job.used(ResourceList.of(sum.used), ResourceList.of(sum.requested));
    }
  }

  /** Says so to a queue. */
  void tell(QueueSums queue) {
    queue.used(ResourceList.of(byQueue.getOrDefault(queue.name(), Map.of())));
  }

  private static void add(ResourceList amounts, Map<String, Long> sum) {
    amounts.forEach((resource, amount) -> sum.merge(resource, amount, Long::sum));
  }
}
