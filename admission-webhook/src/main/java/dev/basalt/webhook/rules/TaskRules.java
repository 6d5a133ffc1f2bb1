package dev.basalt.webhook.rules;

import dev.basalt.api.batch.PartitionPolicy;
import dev.basalt.api.batch.TaskSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the tasks of a job must be like. */
final class TaskRules {
  private static final Set<String> NUMA_POLICIES =
      Set.of("", "none", "best-effort", "restricted", "single-numa-node");

  private TaskRules() {}

  static void check(List<TaskSpec> tasks, String jobName, Violations violations) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < tasks.size(); i++) {
      TaskSpec task = tasks.get(i);
      String path = "spec.task[" + i + "].";
      String name = Given.text(task.name());
      if (!Names.isLabel(name)) {
        violations.add(path + "name: \"" + name + "\" " + Names.LABEL_RULE);
      } else if (!names.add(name)) {
        violations.add("duplicated task name " + name);
      }
      counts(task, jobName, violations);
      PolicyRules.check(path + "policies", Given.list(task.policies()), violations);
      PartitionPolicy partitions = task.partitionPolicy();
      if (partitions != null) {
        partitions(task, partitions, jobName, violations);
        TopologyRules.check(
            path + "partitionPolicy.networkTopology", partitions.networkTopology(), violations);
      }
      numa(task, path, violations);
      PodTemplateRules.check(path, task.template(), violations);
    }
  }

  private static void counts(TaskSpec task, String jobName, Violations violations) {
    int replicas = Given.number(task.replicas());
    if (replicas < 0) {
      violations.add("'replicas' < 0 in task: " + task.name() + ", job: " + jobName);
    }
    int minAvailable = JobDefaults.minAvailable(task);
    if (minAvailable < 0) {
      violations.add("'minAvailable' < 0 in task: " + task.name() + ", job: " + jobName);
    } else if (minAvailable > replicas) {
      violations.add(
          "'minAvailable' is greater than 'replicas' in task: "
              + task.name()
              + ", job: "
              + jobName);
    }
  }

  static void partitions(
      TaskSpec task, PartitionPolicy partitions, String jobName, Violations violations) {
    String where = " in task: " + task.name() + ", job: " + jobName;
    long total = Given.number(partitions.totalPartitions());
    long size = Given.number(partitions.partitionSize());
    long least = Given.number(partitions.minPartitions());
    if (total <= 0) {
      violations.add("'TotalPartitions' must be greater than 0" + where);
    }
    if (size <= 0) {
      violations.add("'PartitionSize' must be greater than 0" + where);
    }
    if (least < 0 || least > Math.max(total, 0)) {
      violations.add("'MinPartitions' must be between 0 and TotalPartitions" + where);
    }
    if (Given.number(task.replicas()) != total * size) {
      violations.add("'Replicas' are not equal to TotalPartitions*PartitionSize" + where);
    }
    if (least > 0 && JobDefaults.minAvailable(task) != least * size) {
      violations.add("'MinAvailable' is not equal to MinPartitions*PartitionSize" + where);
    }
  }

  private static void numa(TaskSpec task, String path, Violations violations) {
    String policy = Given.text(task.topologyPolicy());
    if (!NUMA_POLICIES.contains(policy)) {
      violations.add(
          path
              + "topologyPolicy: \""
              + policy
              + "\" must be one of none, best-effort, restricted, single-numa-node");
      return;
    }
    if (policy.isEmpty() || policy.equals("none")) {
      return;
    }
    PodTemplateSpec template = task.template();
    PodSpec pod = template == null ? null : template.getSpec();
    if (pod == null) {
      return;
    }
    List<Container> all = new ArrayList<>(Given.list(pod.getContainers()));
    all.addAll(Given.list(pod.getInitContainers()));
    for (int i = 0; i < all.size(); i++) {
      if (!wholeCpus(all.get(i))) {
        violations.add(
            "the cpu request isn't an integer in %scontainer[%d]: with topologyPolicy %s every container needs whole CPUs, %s too"
                .formatted(path.replace("].", "] "), i, policy, all.get(i).getName()));
        return;
      }
    }
  }

  private static boolean wholeCpus(Container container) {
    if (container.getResources() == null) {
      return false;
    }
    Quantity cpu = cpu(container.getResources().getRequests());
    if (cpu == null) {
      cpu = cpu(container.getResources().getLimits());
    }
    Long milli = cpu == null ? null : Amounts.parsed("cpu", cpu);
    return milli != null && milli > 0 && milli % 1000 == 0;
  }

  private static @Nullable Quantity cpu(@Nullable Map<String, Quantity> amounts) {
    return Given.map(amounts).get("cpu");
  }
}
