package dev.basalt.controllers.job.plugin;

import dev.basalt.api.batch.TaskSpec;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The names by which pods of a job find each other. */
final class Hosts {
  /** Objects that grow with the replicas must not grow beyond this: etcd takes 1.5 MiB at most. */
  static final int LARGEST_BYTES = 256 * 1024;

  private Hosts() {}

  /** The host names of a task's pods, {@code host.subdomain} each. */
  static List<String> of(JobContext job, TaskSpec task) {
    PodSpec pod = task.template() == null ? null : task.template().getSpec();
    String subdomain = orElse(pod == null ? null : pod.getSubdomain(), job.name());
    String host = pod == null ? null : pod.getHostname();
    if (host != null && !host.isEmpty()) {
      return List.of(host + "." + subdomain);
    }
    return IntStream.range(0, JobContext.replicas(task))
        .mapToObj(index -> job.podName(task, index) + "." + subdomain)
        .toList();
  }

  /** The host name of a task's first pod. */
  static String first(JobContext job, TaskSpec task) {
    PodSpec pod = task.template() == null ? null : task.template().getSpec();
    return orElse(pod == null ? null : pod.getHostname(), job.podName(task, 0))
        + "."
        + orElse(pod == null ? null : pod.getSubdomain(), job.name());
  }

  /** How many bytes the names of all pods take, one list of each task. */
  static long bytes(JobContext job) {
    return job.tasks().stream().mapToLong(task -> bytes(job, task)).sum();
  }

  /** How many bytes the names of a task's pods take at most, in a list. */
  static long bytes(JobContext job, TaskSpec task) {
    int longest = job.podName(task, JobContext.replicas(task)).length() + job.name().length() + 2;
    return (long) longest * JobContext.replicas(task);
  }

  private static String orElse(@Nullable String value, String absent) {
    return value == null || value.isEmpty() ? absent : value;
  }
}
