package dev.basalt.plugins.priority;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.TaskStatus;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import java.util.ArrayList;
import java.util.List;

/** Orders jobs and the tasks of a job by priority, and lets the higher evict the lower. */
public final class PriorityPlugin implements Plugin {
  /** Makes the plugin {@code priority}, which has no arguments. */
  public static final class Factory implements PluginFactory {
    @Override
    public String name() {
      return "priority";
    }

    @Override
    public Plugin create(Arguments arguments) {
      return new PriorityPlugin();
    }
  }

  @Override
  public void register(Hooks hooks) {
    hooks.taskOrder((first, second) -> Integer.compare(second.priority(), first.priority()));
    hooks.jobOrder((first, second) -> Integer.compare(second.priority(), first.priority()));
    hooks.preemptable(PriorityPlugin::lower);
    hooks.jobStarving(job -> job.counts().of(TaskStatus.PENDING) > 0);
  }

  /** The candidates of jobs of lower priority, and the lower tasks of the preemptor's own job. */
  static List<Task> lower(Task preemptor, List<Task> candidates) {
    List<Task> victims = new ArrayList<>();
    Job job = preemptor.job();
    for (Task task : candidates) {
      Job other = task.job();
      if (job == null || other == null) {
        continue;
      }
      boolean lower =
          other == job ? task.priority() < preemptor.priority() : other.priority() < job.priority();
      if (lower) {
        victims.add(task);
      }
    }
    return victims;
  }
}
