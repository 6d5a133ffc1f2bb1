package dev.basalt.exporter.view;

import dev.basalt.core.resource.ResourceList;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
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
