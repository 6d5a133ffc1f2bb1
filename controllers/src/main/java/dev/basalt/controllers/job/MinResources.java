package dev.basalt.controllers.job;

import dev.basalt.api.batch.TaskSpec;
import dev.basalt.controllers.job.oom.Growth;
import dev.basalt.controllers.job.oom.JobGrowths;
import dev.basalt.controllers.job.oom.TaskGrowths;
import dev.basalt.controllers.job.plugin.GrownPods;
import dev.basalt.core.resource.ResourceList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * What the smallest number of pods that may start needs, under the names of resources and under
 * those by which quotas count it. Tasks of higher priority come first. If the minimum is below what
 * the tasks' minima add up to, its pods are the first ones in that order; else each task has its
 * own minimum, and the rest is filled up in that order.
 */
final class MinResources {
  private MinResources() {}

  /**
   * The sum.
   *
   * @param tasks with all defaults set
   * @param members how many pods
   * @param priority the value of a PriorityClass by name; asked for the empty name where a template
   *     has none
   * @param growths how pods have grown: of a task's pods, those with the lowest indexes count
   */
  static ResourceList of(
      List<TaskSpec> tasks, int members, ToIntFunction<String> priority, JobGrowths growths) {
    List<TaskSpec> order = new ArrayList<>(tasks);
    order.sort(
        Comparator.comparingInt((TaskSpec task) -> priority.applyAsInt(priorityClass(task)))
            .reversed());
    int least = tasks.stream().mapToInt(task -> number(task.minAvailable())).sum();
    boolean own = members >= least;
    int left = own ? members - least : members;
    Map<String, Long> sum = new LinkedHashMap<>();
    for (TaskSpec task : order) {
      int replicas = number(task.replicas());
      int first = own ? Math.min(number(task.minAvailable()), replicas) : 0;
      int more = Math.min(left, replicas - first);
      left -= more;
      add(task, first + more, growths.of(String.valueOf(task.name())), sum);
    }
    return ResourceList.of(sum);
  }

  private static void add(TaskSpec task, int pods, TaskGrowths growths, Map<String, Long> sum) {
    if (pods == 0 || task.template() == null || task.template().getSpec() == null) {
      return;
    }
    PodSpec template = task.template().getSpec();
    int others = pods;
    for (TaskGrowths.Group group : growths.groups()) {
      int grown = group.shards().below(pods);
      add(template, grown, group.growth(), sum);
      others -= grown;
    }
    add(template, others, growths.others(), sum);
  }

  private static void add(PodSpec template, int pods, Growth growth, Map<String, Long> sum) {
    if (pods == 0) {
      return;
    }
    Pod pod = new PodBuilder().withSpec(template).build();
    GrownPods.enlarge(pod, growth);
    QuotaCharges.of(pod)
        .forEach((name, amount) -> sum.merge(name, times(amount, pods), MinResources::saturated));
  }

  /** Amounts may be anything a person can type. */
  private static long times(long amount, int pods) {
    return amount > Long.MAX_VALUE / pods ? Long.MAX_VALUE : amount * pods;
  }

  private static long saturated(long first, long second) {
    long sum = first + second;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private static String priorityClass(TaskSpec task) {
    return task.template() == null
            || task.template().getSpec() == null
            || task.template().getSpec().getPriorityClassName() == null
        ? ""
        : task.template().getSpec().getPriorityClassName();
  }

  private static int number(@org.jspecify.annotations.Nullable Integer value) {
    return value == null ? 0 : value;
  }
}
