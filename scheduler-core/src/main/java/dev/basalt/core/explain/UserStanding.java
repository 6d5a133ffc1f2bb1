package dev.basalt.core.explain;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.QueueUser;
import dev.basalt.core.session.Policy;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the user of a job stands among those of its queue whose pods wait.
 *
 * @param user the user's name
 * @param share what the order of users goes by: the lower the sooner
 * @param position its place, from 1; users of one share have the same
 * @param users how many users have pods that wait
 * @param before the user served just before it, null if none is
 * @param beforeShare that one's share, 0 if there is none
 */
public record UserStanding(
    String user,
    double share,
    int position,
    int users,
    @Nullable String before,
    double beforeShare) {

  /** Null where users are in no order. Cost: O(jobs of the queue). */
  static @Nullable UserStanding of(Policy policy, Job job) {
    if (!policy.ordersUsers()) {
      return null;
    }
    Set<QueueUser> waiting = new HashSet<>();
    for (Job other : job.queue().jobs()) {
      if (!other.pending().isEmpty()) {
        waiting.add(other.user());
      }
    }
    waiting.add(job.user());
    int position = 1;
    QueueUser before = null;
    for (QueueUser user : waiting) {
      if (policy.compareUsers(user, job.user()) < 0) {
        position++;
        before = before == null || isLater(policy, user, before) ? user : before;
      }
    }
    return new UserStanding(
        job.user().name(),
        policy.share(job.user()),
        position,
        waiting.size(),
        before == null ? null : before.name(),
        before == null ? 0 : policy.share(before));
  }

  private static boolean isLater(Policy policy, QueueUser first, QueueUser second) {
    int byShare = policy.compareUsers(first, second);
    return byShare != 0 ? byShare > 0 : first.name().compareTo(second.name()) < 0;
  }
}
