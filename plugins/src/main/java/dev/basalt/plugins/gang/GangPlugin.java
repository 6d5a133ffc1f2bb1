package dev.basalt.plugins.gang;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.Role;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.TaskStatus;
import dev.basalt.core.model.Together;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.core.spi.Vote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Starts the pods of a group together or not at all.
 *
 * <p>The minima of single roles count only where the group's minimum is at least their sum, as in
 * Volcano: a smaller minimum says that part of the roles is enough.
 */
public final class GangPlugin implements Plugin {
  /** Makes the plugin {@code gang}, which has no arguments. */
  public static final class Factory implements PluginFactory {
    @Override
    public String name() {
      return "gang";
    }

    @Override
    public Plugin create(Arguments arguments) {
      return new GangPlugin();
    }
  }

  @Override
  public void register(Hooks hooks) {
    hooks.jobValid(GangPlugin::check);
    hooks.jobReady(GangPlugin::ready);
    hooks.jobPipelined(job -> satisfied(job, true) ? Vote.PERMIT : Vote.REJECT);
    hooks.jobStarving(job -> !satisfied(job, true));
    hooks.jobOrder(GangPlugin::compare);
    hooks.preemptable((preemptor, candidates) -> spare(candidates));
    hooks.reclaimable((reclaimer, candidates) -> spare(candidates));
    hooks.returnable((taker, candidates) -> spare(candidates));
  }

  /** Null if enough pods exist to make the gang whole, else what is missing. */
  static @Nullable Wait check(Job job) {
    if (rolesCount(job)) {
      for (Map.Entry<String, Integer> minimum : job.minTaskMember().entrySet()) {
        Role role = job.role(minimum.getKey());
        int valid = role == null ? 0 : role.counts().valid();
        if (valid < minimum.getValue()) {
          return new Wait(
              WaitReason.NOT_ENOUGH_PODS_OF_TASK,
              "role %s has %d of the %d pods that the gang needs"
                  .formatted(minimum.getKey(), valid, minimum.getValue()));
        }
      }
    }
    int valid = job.counts().valid();
    if (valid < job.minMember()) {
      return new Wait(
          WaitReason.NOT_ENOUGH_TASKS,
          "%d of the %d pods that the gang needs exist".formatted(valid, job.minMember()));
    }
    return SubGroups.check(job);
  }

  static boolean ready(Job job) {
    return satisfied(job, false);
  }

  /**
   * A gang left half-bound first of all; then all but gangs that have their minimum; last what
   * these want beyond it. A group that is no gang has nothing beyond a minimum: were its pods put
   * last from its second on, each later group's first pod would pass them, for ever where enough
   * come.
   */
  static int compare(Job first, Job second) {
    if (first.partlyBound() != second.partlyBound()) {
      return first.partlyBound() ? -1 : 1;
    }
    return Boolean.compare(wantsMore(first), wantsMore(second));
  }

  private static boolean wantsMore(Job job) {
    return isGang(job) && ready(job);
  }

  private static boolean isGang(Job job) {
    return job.minMember() > 1
        || !job.minTaskMember().isEmpty()
        || !job.subGroupPolicies().isEmpty();
  }

  /**
   * The candidates that can go while every gang among them keeps its minimum, or goes with all that
   * it has placed.
   */
  static List<Task> spare(List<Task> candidates) {
    Map<Job, Integer> spareOfJobs = new HashMap<>();
    Map<Role, Integer> spareOfRoles = new HashMap<>();
    SubGroups.Spare spareOfSubGroups = new SubGroups.Spare(candidates);
    List<Task> victims = new ArrayList<>();
    for (Task task : candidates) {
      Job job = task.job();
      Role role = task.role();
      if (job == null || role == null) {
        continue;
      }
      if (!isGang(job)) {
        victims.add(task);
        continue;
      }
      if (goesWhole(job, candidates)) {
        victims.add(task);
        continue;
      }
      int spare = spareOfJobs.computeIfAbsent(job, GangPlugin::spare);
      int spareOfRole = spareOfRoles.computeIfAbsent(role, r -> spare(job, r));
      if (spare > 0 && spareOfRole > 0 && spareOfSubGroups.mayGo(task)) {
        spareOfJobs.put(job, spare - 1);
        spareOfRoles.put(role, spareOfRole - 1);
        victims.add(task);
      }
    }
    return victims;
  }

  /** Whether all that a gang has placed is among the candidates. */
  static boolean goesWhole(Together gang, List<Task> candidates) {
    int staying = gang.counts().bound() - gang.counts().of(TaskStatus.RELEASING);
    if (candidates.size() < staying) {
      return false;
    }
    for (Task task : candidates) {
      staying -= gang.includes(task) && task.status() != TaskStatus.RELEASING ? 1 : 0;
    }
    return staying == 0;
  }

  private static int spare(Job job) {
    return job.minMember() <= 1 ? Integer.MAX_VALUE : job.readyTasks() - job.minMember();
  }

  private static int spare(Job job, Role role) {
    int minimum = rolesCount(job) ? job.minTaskMember().getOrDefault(role.name(), 0) : 0;
    return minimum == 0 ? Integer.MAX_VALUE : role.readyTasks() - minimum;
  }

  /** Whether a job has its minimum, with or without tasks that were promised room. */
  private static boolean satisfied(Job job, boolean withPromised) {
    int tasks = job.readyTasks() + (withPromised ? job.counts().of(TaskStatus.PIPELINED) : 0);
    if (tasks < job.minMember()) {
      return false;
    }
    if (!SubGroups.satisfied(job, withPromised)) {
      return false;
    }
    if (!rolesCount(job)) {
      return true;
    }
    for (Map.Entry<String, Integer> minimum : job.minTaskMember().entrySet()) {
      Role role = job.role(minimum.getKey());
      int ofRole = role == null ? 0 : role.readyTasks();
      if (role != null && withPromised) {
        ofRole += role.counts().of(TaskStatus.PIPELINED);
      }
      if (ofRole < minimum.getValue()) {
        return false;
      }
    }
    return true;
  }

  private static boolean rolesCount(Job job) {
    Map<String, Integer> minima = job.minTaskMember();
    if (minima.isEmpty()) {
      return false;
    }
    long sum = 0;
    for (int minimum : minima.values()) {
      sum += minimum;
    }
    return job.minMember() >= sum;
  }
}
