package dev.basalt.core.session;

import dev.basalt.core.config.Hook;
import dev.basalt.core.config.PluginConfiguration;
import dev.basalt.core.event.UserSource;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.PlacementListener;
import dev.basalt.core.model.PodClass;
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
import org.jspecify.annotations.Nullable;

/**
 * The functions that plugins registered, in the order of tiers and, within a tier, of plugins.
 * Hooks whose rule looks at whole tiers are kept by tier.
 */
final class HookTable {
  final List<QueueOrder> queueOrders = new ArrayList<>();
  final List<JobOrder> jobOrders = new ArrayList<>();

  /** The order of users, null if none is configured: then all are one. */
  @Nullable UserOrder userOrder;

  /** How many of the job orders come before that of users. */
  int jobOrdersBeforeUsers;

  UserSource userSource = UserSource.NAMESPACE;
  long userHalfLifeNanos;

  final List<TaskOrder> taskOrders = new ArrayList<>();
  final List<NodeFilter> attributeFilters = new ArrayList<>();
  final List<NodeFilter> nodeFilters = new ArrayList<>();
  final List<NodeScore> attributeScores = new ArrayList<>();
  final List<NodeScore> nodeScores = new ArrayList<>();
  final List<NodeFilter> groupFilters = new ArrayList<>();
  final List<NodeScore> groupScores = new ArrayList<>();
  final List<JobValid> valids = new ArrayList<>();
  final List<JobReady> readies = new ArrayList<>();
  final List<JobEnqueued> enqueueds = new ArrayList<>();
  final List<QueueOverused> overuseds = new ArrayList<>();
  final List<QueueAllocatable> allocatables = new ArrayList<>();
  final List<NamespaceLimit> limits = new ArrayList<>();
  final List<TargetExclusion> exclusions = new ArrayList<>();
  final List<QueueShares> shares = new ArrayList<>();
  final List<AllocationListener> listeners = new ArrayList<>();
  final List<PlacementListener> placements = new ArrayList<>();
  final List<JobOverdue> overdues = new ArrayList<>();

  final List<TaskCheck> taskChecks = new ArrayList<>();

  /** Whether the volumes of pods are bound before the pods. */
  boolean bindsVolumes;

  /** Those of the node filters that look at the whole cluster. */
  final List<NodeFilter> clusterFilters = new ArrayList<>();

  final List<List<JobEnqueueable>> enqueueables = new ArrayList<>();
  final List<List<JobPipelined>> pipelineds = new ArrayList<>();
  final List<List<JobStarving>> starvings = new ArrayList<>();
  final EvictionPolicy evictions = new EvictionPolicy();

  /** Null if every filter accepts a node, else what the first that does not says. */
  @Nullable String rejection(PodClass podClass, int node, NodeTable nodes) {
    String reason = attributeRejection(podClass, node, nodes);
    reason = reason != null ? reason : rejection(nodeFilters, podClass, node, nodes);
    return reason != null ? reason : groupRejection(podClass, node, nodes);
  }

  /** The same of the filters whose answer a group of nodes shares. */
  @Nullable String groupRejection(PodClass podClass, int node, NodeTable nodes) {
    return podClass.peers() == null ? null : rejection(groupFilters, podClass, node, nodes);
  }

  /** The same of the filters that read nothing but attributes. */
  @Nullable String attributeRejection(PodClass podClass, int node, NodeTable nodes) {
    return rejection(attributeFilters, podClass, node, nodes);
  }

  /** Whether a node that is accepted for a class takes one of its pods at most. */
  boolean takesOne(PodClass podClass, int node, NodeTable nodes) {
    for (int i = 0; i < nodeFilters.size(); i++) {
      if (nodeFilters.get(i).takesOne(podClass, node, nodes)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a node rejected for a class may be accepted once more pods are placed elsewhere. */
  boolean mayAcceptLater(PodClass podClass) {
    for (int i = 0; i < clusterFilters.size(); i++) {
      if (clusterFilters.get(i).mayAcceptLater(podClass)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String rejection(
      List<NodeFilter> filters, PodClass podClass, int node, NodeTable nodes) {
    for (int i = 0; i < filters.size(); i++) {
      String reason = filters.get(i).reject(podClass, node, nodes);
      if (reason != null) {
        return reason;
      }
    }
    return null;
  }

  /** Begins the next tier. */
  void nextTier() {
    enqueueables.add(new ArrayList<>());
    pipelineds.add(new ArrayList<>());
    starvings.add(new ArrayList<>());
    evictions.nextTier();
  }

  /** Takes the functions of one plugin in the current tier, without those switched off. */
  Hooks registrar(PluginConfiguration plugin) {
    return new Registrar(plugin);
  }

  private final class Registrar implements Hooks {
    private final PluginConfiguration plugin;

    Registrar(PluginConfiguration plugin) {
      this.plugin = plugin;
    }

    private <F> void add(Hook hook, List<F> functions, F function) {
      if (plugin.enabled(hook)) {
        functions.add(function);
      }
    }

    @Override
    public void queueOrder(QueueOrder order) {
      add(Hook.QUEUE_ORDER, queueOrders, order);
    }

    @Override
    public void jobOrder(JobOrder order) {
      add(Hook.JOB_ORDER, jobOrders, order);
    }

    @Override
    public void userOrder(UserSource source, long halfLifeNanos, UserOrder order) {
      if (userOrder == null && plugin.enabled(Hook.JOB_ORDER)) {
        userOrder = order;
        jobOrdersBeforeUsers = jobOrders.size();
        userSource = source;
        userHalfLifeNanos = halfLifeNanos;
      }
    }

    @Override
    public void taskOrder(TaskOrder order) {
      add(Hook.TASK_ORDER, taskOrders, order);
    }

    @Override
    public void nodeFilter(Reach reach, NodeFilter filter) {
      if (reach == Reach.CLUSTER || reach == Reach.GROUP) {
        add(Hook.NODE_FILTER, clusterFilters, filter);
      }
      List<NodeFilter> filters =
          switch (reach) {
            case ATTRIBUTES -> attributeFilters;
            case NODE, CLUSTER -> nodeFilters;
            case GROUP -> groupFilters;
          };
      add(Hook.NODE_FILTER, filters, filter);
    }

    @Override
    public void taskCheck(TaskCheck check) {
      add(Hook.NODE_FILTER, taskChecks, check);
    }

    @Override
    public void bindsVolumes() {
      bindsVolumes |= plugin.enabled(Hook.NODE_FILTER);
    }

    @Override
    public void nodeScore(Reach reach, NodeScore score) {
      List<NodeScore> scores =
          switch (reach) {
            case ATTRIBUTES -> attributeScores;
            case NODE, CLUSTER -> nodeScores;
            case GROUP -> groupScores;
          };
      add(Hook.NODE_SCORE, scores, score);
    }

    @Override
    public void jobValid(JobValid valid) {
      valids.add(valid);
    }

    @Override
    public void jobReady(JobReady ready) {
      add(Hook.JOB_READY, readies, ready);
    }

    @Override
    public void jobPipelined(JobPipelined pipelined) {
      add(Hook.JOB_PIPELINED, pipelineds.getLast(), pipelined);
    }

    @Override
    public void jobStarving(JobStarving starving) {
      add(Hook.JOB_STARVING, starvings.getLast(), starving);
    }

    @Override
    public void jobEnqueueable(JobEnqueueable enqueueable) {
      add(Hook.JOB_ENQUEUED, enqueueables.getLast(), enqueueable);
    }

    @Override
    public void jobEnqueued(JobEnqueued enqueued) {
      add(Hook.JOB_ENQUEUED, enqueueds, enqueued);
    }

    @Override
    public void queueOverused(QueueOverused overused) {
      add(Hook.QUEUE_OVERUSED, overuseds, overused);
    }

    @Override
    public void queueAllocatable(QueueAllocatable allocatable) {
      add(Hook.QUEUE_ALLOCATABLE, allocatables, allocatable);
    }

    @Override
    public void queuePreemptive(QueuePreemptive preemptive) {
      add(Hook.PREEMPTIVE, evictions.preemptives, preemptive);
    }

    @Override
    public void preemptable(VictimFilter filter) {
      evictions.name(filter, plugin.name());
      add(Hook.PREEMPTABLE, evictions.preemptables.getLast(), filter);
    }

    @Override
    public void reclaimable(VictimFilter filter) {
      evictions.name(filter, plugin.name());
      add(Hook.RECLAIMABLE, evictions.reclaimables.getLast(), filter);
    }

    @Override
    public void returnable(VictimFilter filter) {
      add(Hook.RECLAIMABLE, evictions.returnables, filter);
    }

    @Override
    public void namespaceLimit(NamespaceLimit limit) {
      limits.add(limit);
    }

    @Override
    public void targetExclusion(TargetExclusion exclusion) {
      exclusions.add(exclusion);
    }

    @Override
    public void shares(QueueShares queueShares) {
      shares.add(queueShares);
    }

    @Override
    public void allocation(AllocationListener listener) {
      listeners.add(listener);
    }

    @Override
    public void placement(PlacementListener listener) {
      placements.add(listener);
    }

    @Override
    public void jobOverdue(JobOverdue overdue) {
      overdues.add(overdue);
    }
  }
}
