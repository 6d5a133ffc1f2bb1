package dev.basalt.core.engine;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.model.ClusterReports;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Where events come in: each is handed to what it concerns, in the order in which they came. */
final class Intake {
  private final Queue<ClusterEvent> events = new ConcurrentLinkedQueue<>();
  private final ClusterReports reports;
  private final NodeGate gate;
  private final VolumeWatch volumes;
  private final BindingAnswers answers;
  private final Consumer<Boolean> leadership;
  private boolean synced;

  /**
   * Makes one without events.
   *
   * @param leadership told whether this scheduler leads now, whenever that may have changed
   */
  Intake(
      ClusterReports reports,
      NodeGate gate,
      VolumeWatch volumes,
      BindingAnswers answers,
      Consumer<Boolean> leadership) {
    this.reports = reports;
    this.gate = gate;
    this.volumes = volumes;
    this.answers = answers;
    this.leadership = leadership;
  }

  /** Hands an event in. Any thread; never blocks. */
  void offer(ClusterEvent event) {
    events.add(event);
  }

  /** Whether no event waits to be taken. Any thread. */
  boolean isEmpty() {
    return events.isEmpty();
  }

  /** Whether all that was there at the start has been taken in. */
  boolean synced() {
    return synced;
  }

  /** Takes all events that wait; returns whether there was any. */
  boolean take(long now) {
    boolean any = false;
    for (ClusterEvent event = events.poll(); event != null; event = events.poll()) {
      take(event, now);
      volumes.happened(event, now);
      any = true;
    }
    return any;
  }

  private void take(ClusterEvent event, long now) {
    switch (event) {
      case ClusterEvent.NodeChanged(var node) -> reports.nodeChanged(node);
      case ClusterEvent.NodeGone(var name, var uid) -> reports.nodeGone(name, uid);
      case ClusterEvent.PodChanged(var pod) -> reports.podChanged(pod, now);
      case ClusterEvent.PodGone(var uid) -> reports.podGone(uid, now);
      case ClusterEvent.PodGroupChanged(var group) -> reports.groupChanged(group);
      case ClusterEvent.PodGroupGone(var namespace, var name, var uid) ->
          reports.groupGone(namespace, name, uid);
      case ClusterEvent.QueueChanged(var queue) -> reports.queueChanged(queue);
      case ClusterEvent.QueueGone(var name) -> reports.queueGone(name);
      case ClusterEvent.PriorityClassChanged(var name, var value, var globalDefault) ->
          reports.priorityClassChanged(name, value, globalDefault);
      case ClusterEvent.PriorityClassGone(var name) ->
          reports.priorityClassChanged(name, null, false);
      case ClusterEvent.NamespaceChanged(var namespace) -> reports.namespaceChanged(namespace);
      case ClusterEvent.NamespaceGone(var name, var uid) -> reports.namespaceGone(name, uid);
      case ClusterEvent.ResourceQuotaChanged(var quota) -> reports.resourceQuotaChanged(quota);
      case ClusterEvent.ResourceQuotaGone(var namespace, var name, var uid) ->
          reports.resourceQuotaGone(namespace, name, uid);
      case ClusterEvent.DisruptionBudgetChanged(var budget) ->
          reports.disruptionBudgetChanged(budget);
      case ClusterEvent.DisruptionBudgetGone(var namespace, var _, var uid) ->
          reports.disruptionBudgetGone(namespace, uid);
      case ClusterEvent.VolumeEvent happened -> reports.volumesChanged(happened);
      case ClusterEvent.VolumeRefused _ -> {}
      case ClusterEvent.FeedsSynced() -> synced = true;
      case ClusterEvent.BindingConfirmed(var podUid) -> answers.confirmed(podUid);
      case ClusterEvent.BindingRefused(var podUid, var reason, var message) ->
          answers.refused(podUid, reason, message, now);
      case ClusterEvent.EvictionRefused(var podUid, var _) -> answers.evictionRefused(podUid, now);
      case ClusterEvent.NodeZoneChanged(var zone) -> reports.zoneChanged(zone.name(), zone);
      case ClusterEvent.NodeZoneGone(var name, var _) -> reports.zoneChanged(name, null);
      case ClusterEvent.NodeGranted grant -> gate.take(grant);
      case ClusterEvent.NodeWithdrawn withdrawn -> gate.take(withdrawn);
      case ClusterEvent.OwnersExpired(var owners) -> reports.ownersExpired(owners);
      case ClusterEvent.LeadershipChanged(var leads) -> leadership.accept(leads);
    }
  }
}
