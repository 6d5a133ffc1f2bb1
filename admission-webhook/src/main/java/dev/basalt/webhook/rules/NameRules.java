package dev.basalt.webhook.rules;

import dev.basalt.api.batch.JobSpec;
import dev.basalt.api.batch.TaskSpec;
import java.util.List;

/** How long names may be that the names of other objects, labels and hosts are made of. */
final class NameRules {
  /** The longest value of a label, and the longest name of a host. */
  static final int MAX_LABEL = 63;

  private NameRules() {}

  /** A job's name is a label of its pods. */
  static void job(String name, Violations violations) {
    if (name.length() > MAX_LABEL) {
      violations.add(
          "create job with name %s validate failed: it has %d characters, and %d are the most that a label takes"
              .formatted(name, name.length(), MAX_LABEL));
    }
  }

  /**
   * Pods are named after job, task and index. What Volcano refuses is refused: it puts the task's
   * number in the index's place. Other long names work.
   *
   * @param name the job's
   * @param spec with its defaults
   */
  static void pods(String name, JobSpec spec, Violations violations) {
    if (name.length() > MAX_LABEL) {
      return;
    }
    List<TaskSpec> tasks = Given.list(spec.tasks());
    for (int i = 0; i < tasks.size(); i++) {
      TaskSpec task = tasks.get(i);
      String prefix = name + "-" + task.name() + "-";
      String last = prefix + Math.max(0, Given.number(task.replicas()) - 1);
      if ((prefix + i).length() > MAX_LABEL) {
        violations.add(
            "create pod with name %s validate failed: it has more than %d characters; use shorter names for job or task"
                .formatted(prefix + i, MAX_LABEL));
      } else if (last.length() > MAX_LABEL) {
        violations.warn(
            "pods of task %s are named like %s, which is longer than %d: their host name is cut; use shorter names for job or task"
                .formatted(task.name(), last, MAX_LABEL));
      }
    }
  }
}
