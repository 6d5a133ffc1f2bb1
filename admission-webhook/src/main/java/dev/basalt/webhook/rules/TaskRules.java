package dev.basalt.webhook.rules;

import dev.basalt.api.batch.PartitionPolicy;
import dev.basalt.api.batch.TaskSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the tasks of a job must be like. */
final class TaskRules {
  /** Kubernetes cuts the host name of a pod at this length. */
  private static final int MAX_POD_NAME = 63;

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
      length(task, jobName, violations);
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

  static void counts(TaskSpec task, String jobName, Violations violations) {
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

  private static void length(TaskSpec task, String jobName, Violations violations) {
    int last = Math.max(0, Given.number(task.replicas()) - 1);
    String podName = jobName + "-" + task.name() + "-" + last;
    if (podName.length() > MAX_POD_NAME) {
      violations.warn(
          "pods of task %s are named like %s, which is longer than %d: their host name is cut;"
                  .formatted(task.name(), podName, MAX_POD_NAME)
              + " use shorter names for job or task");
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
    for (Container container : Given.list(pod.getContainers())) {
      if (!wholeCpus(container)) {
        violations.add(
            path
                + "topologyPolicy: the cpu request of container "
                + container.getName()
                + " isn't an integer; with topologyPolicy "
                + policy
                + " every container needs whole CPUs");
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
