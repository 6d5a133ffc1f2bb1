package dev.basalt.core.spi;

import dev.basalt.core.model.PlacementListener;

/** Where a plugin registers its functions. */
public interface Hooks {
  void queueOrder(QueueOrder order);

  void jobOrder(JobOrder order);

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

  void namespaceLimit(NamespaceLimit limit);

  void taskCheck(TaskCheck check);

  /** Volumes are bound before the pods that mount their claims. */
  void bindsVolumes();

  void targetExclusion(TargetExclusion exclusion);

  void shares(QueueShares shares);

  void allocation(AllocationListener listener);

  void placement(PlacementListener listener);
}
