package dev.basalt.core.spi;

import dev.basalt.core.event.UserSource;
import dev.basalt.core.model.PlacementListener;

/** Where a plugin registers its functions. */
public interface Hooks {
  void queueOrder(QueueOrder order);

  void jobOrder(JobOrder order);

  /**
   * Puts users in order, at this plugin's place among those that order jobs: what comes before it
   * orders jobs of all users, what comes after it those of users that stand alike. The first that
   * is registered counts.
   *
   * @param source where the user of a job is read from
   * @param halfLifeNanos after how long what a user held counts half in {@link
   *     dev.basalt.core.model.QueueUser#past}; 0 for not at all
   */
  void userOrder(UserSource source, long halfLifeNanos, UserOrder order);

  void taskOrder(TaskOrder order);

  void nodeFilter(Reach reach, NodeFilter filter);

  void nodeScore(Reach reach, NodeScore score);

  void jobValid(JobValid valid);

  void jobReady(JobReady ready);

  void jobPipelined(JobPipelined pipelined);

  void jobStarving(JobStarving starving);

  void jobEnqueueable(JobEnqueueable enqueueable);

  void jobEnqueued(JobEnqueued enqueued);

  void queueOverused(QueueOverused overused);

  void queueAllocatable(QueueAllocatable allocatable);

  void queuePreemptive(QueuePreemptive preemptive);

  void preemptable(VictimFilter filter);

  void reclaimable(VictimFilter filter);

  /** Which pods may leave when a zone takes back what it lent; without a voice all may. */
  void returnable(VictimFilter filter);

  void namespaceLimit(NamespaceLimit limit);

  void taskCheck(TaskCheck check);

  /** Volumes are bound before the pods that mount their claims. */
  void bindsVolumes();

  void targetExclusion(TargetExclusion exclusion);

  void shares(QueueShares shares);

  void allocation(AllocationListener listener);

  void placement(PlacementListener listener);

  void jobOverdue(JobOverdue overdue);
}
