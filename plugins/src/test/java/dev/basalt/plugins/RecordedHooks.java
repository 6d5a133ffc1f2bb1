package dev.basalt.plugins;

import dev.basalt.core.event.UserSource;
import dev.basalt.core.model.PlacementListener;
import dev.basalt.core.spi.AllocationListener;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.JobEnqueueable;
import dev.basalt.core.spi.JobEnqueued;
import dev.basalt.core.spi.JobOrder;
import dev.basalt.core.spi.JobOverdue;
import dev.basalt.core.spi.JobPipelined;
import dev.basalt.core.spi.JobReady;
import dev.basalt.core.spi.JobStarving;
import dev.basalt.core.spi.JobValid;
import dev.basalt.core.spi.NamespaceLimit;
import dev.basalt.core.spi.NodeFilter;
import dev.basalt.core.spi.NodeScore;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.QueueAllocatable;
import dev.basalt.core.spi.QueueOrder;
import dev.basalt.core.spi.QueueOverused;
import dev.basalt.core.spi.QueuePreemptive;
import dev.basalt.core.spi.QueueShares;
import dev.basalt.core.spi.Reach;
import dev.basalt.core.spi.TargetExclusion;
import dev.basalt.core.spi.TaskCheck;
import dev.basalt.core.spi.TaskOrder;
import dev.basalt.core.spi.UserOrder;
import dev.basalt.core.spi.VictimFilter;
import java.util.ArrayList;
import java.util.List;

/** Keeps what one plugin registers, for tests to call as the engine would. */
public final class RecordedHooks implements Hooks {
  private final List<Object> functions = new ArrayList<>();
  private final List<VictimFilter> preemptables = new ArrayList<>();
  private final List<VictimFilter> reclaimables = new ArrayList<>();
  private final List<VictimFilter> returnables = new ArrayList<>();
  private final List<Reach> reaches = new ArrayList<>();
  private boolean bindsVolumes;

  public static RecordedHooks of(Plugin plugin) {
    RecordedHooks hooks = new RecordedHooks();
    plugin.register(hooks);
    return hooks;
  }

  /** The only function of its kind. */
  public <T> T only(Class<T> kind) {
    List<T> found = all(kind);
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " functions of " + kind);
    }
    return found.getFirst();
  }

  /** All functions of a kind, in order of registration. */
  public <T> List<T> all(Class<T> kind) {
    return functions.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  public boolean has(Class<?> kind) {
    return functions.stream().anyMatch(kind::isInstance);
  }

  public VictimFilter preemptable() {
    return preemptables.getFirst();
  }

  public VictimFilter reclaimable() {
    return reclaimables.getFirst();
  }

  public VictimFilter returnable() {
    return returnables.getFirst();
  }

  /** How far the filters and scores look, in order of registration. */
  public List<Reach> reaches() {
    return reaches;
  }

  @Override
  public void queueOrder(QueueOrder order) {
    functions.add(order);
  }

  @Override
  public void jobOrder(JobOrder order) {
    functions.add(order);
  }

  @Override
  public void userOrder(UserSource source, long halfLifeNanos, UserOrder order) {
    functions.add(order);
  }

  @Override
  public void taskOrder(TaskOrder order) {
    functions.add(order);
  }

  @Override
  public void nodeFilter(Reach reach, NodeFilter filter) {
    reaches.add(reach);
    functions.add(filter);
  }

  @Override
  public void nodeScore(Reach reach, NodeScore score) {
    reaches.add(reach);
    functions.add(score);
  }

  @Override
  public void jobValid(JobValid valid) {
    functions.add(valid);
  }

  @Override
  public void jobReady(JobReady ready) {
    functions.add(ready);
  }

  @Override
  public void jobPipelined(JobPipelined pipelined) {
    functions.add(pipelined);
  }

  @Override
  public void jobStarving(JobStarving starving) {
    functions.add(starving);
  }

  @Override
  public void jobEnqueueable(JobEnqueueable enqueueable) {
    functions.add(enqueueable);
  }

  @Override
  public void jobEnqueued(JobEnqueued enqueued) {
    functions.add(enqueued);
  }

  @Override
  public void queueOverused(QueueOverused overused) {
    functions.add(overused);
  }

  @Override
  public void queuePreemptive(QueuePreemptive preemptive) {
    functions.add(preemptive);
  }

  @Override
  public void queueAllocatable(QueueAllocatable allocatable) {
    functions.add(allocatable);
  }

  @Override
  public void preemptable(VictimFilter filter) {
    preemptables.add(filter);
  }

  @Override
  public void reclaimable(VictimFilter filter) {
    reclaimables.add(filter);
  }

  @Override
  public void returnable(VictimFilter filter) {
    returnables.add(filter);
  }

  @Override
  public void namespaceLimit(NamespaceLimit limit) {
    functions.add(limit);
  }

  @Override
  public void taskCheck(TaskCheck check) {
    functions.add(check);
  }

  @Override
  public void bindsVolumes() {
    bindsVolumes = true;
  }

  /** Whether volumes are bound before pods. */
  public boolean volumesAreBound() {
    return bindsVolumes;
  }

  @Override
  public void targetExclusion(TargetExclusion exclusion) {
    functions.add(exclusion);
  }

  @Override
  public void shares(QueueShares shares) {
    functions.add(shares);
  }

  @Override
  public void allocation(AllocationListener listener) {
    functions.add(listener);
  }

  @Override
  public void jobOverdue(JobOverdue overdue) {
    functions.add(overdue);
  }

  @Override
  public void placement(PlacementListener listener) {
    functions.add(listener);
  }
}
