package dev.basalt.plugins.gang;

import dev.basalt.core.event.SubGroupPolicy;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.SubGroup;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a gang's sub-groups need: so many of each policy, each with so many pods. */
final class SubGroups {
  private SubGroups() {}

  /** Null if enough pods exist for the sub-groups that each policy needs, else what is missing. */
  static @Nullable Wait check(Job job) {
    for (SubGroupPolicy policy : job.subGroupPolicies()) {
      int possible = count(job, policy, group -> group.counts().valid() >= policy.size());
      if (possible < policy.minSubGroups()) {
        return new Wait(
            WaitReason.NOT_ENOUGH_TASKS,
            "%d of the %d sub-groups %s that the gang needs have their %d pods"
                .formatted(possible, policy.minSubGroups(), policy.name(), policy.size()));
      }
    }
    return null;
  }

  /** Whether each policy has its sub-groups, with or without tasks that were promised room. */
  static boolean satisfied(Job job, boolean withPromised) {
    List<SubGroupPolicy> policies = job.subGroupPolicies();
    for (int i = 0; i < policies.size(); i++) {
      SubGroupPolicy policy = policies.get(i);
      int formed =
          count(job, policy, withPromised ? SubGroup::formedWithPromised : SubGroup::formed);
      if (formed < policy.minSubGroups()) {
        return false;
      }
    }
    return true;
  }

  private static int count(Job job, SubGroupPolicy policy, Predicate<SubGroup> like) {
    int count = 0;
    List<SubGroup> all = job.subGroups();
    for (int i = 0; i < all.size(); i++) {
      SubGroup subGroup = all.get(i);
      count += subGroup.policy().equals(policy) && like.test(subGroup) ? 1 : 0;
    }
    return count;
  }

  /** What sub-groups can lose if all that may go of some candidates goes. */
  static final class Spare {
    private final List<Task> candidates;
    private final Map<SubGroup, Integer> pods = new HashMap<>();
    private final Map<Part, Integer> subGroups = new HashMap<>();

    private record Part(Job job, SubGroupPolicy policy) {}

    Spare(List<Task> candidates) {
      this.candidates = candidates;
    }

    /** Whether a task may go: its sub-group keeps its pods, or goes whole and can be spared. */
    boolean mayGo(Task task) {
      SubGroup subGroup = task.subGroup();
      if (subGroup == null) {
        return true;
      }
      Integer left = pods.get(subGroup);
      if (left == null) {
        left = spare(subGroup);
      }
      pods.put(subGroup, left - 1);
      return left > 0;
    }

    private int spare(SubGroup subGroup) {
      SubGroupPolicy policy = subGroup.policy();
      if (GangPlugin.goesWhole(subGroup, candidates)) {
        Part part = new Part(subGroup.job(), policy);
        int others =
            subGroups.computeIfAbsent(
                part,
                unseen -> count(subGroup.job(), policy, SubGroup::formed) - policy.minSubGroups());
        if (others > 0) {
          subGroups.put(part, others - 1);
          return Integer.MAX_VALUE;
        }
      }
      return subGroup.counts().ready() - policy.size();
    }
  }
}
