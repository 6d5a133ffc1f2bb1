package dev.basalt.core.model;

import dev.basalt.core.event.ClusterEvent.VolumeEvent;
import dev.basalt.core.event.DisruptionBudgetSpec;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.NodeZoneSpec;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.event.ResourceQuotaSpec;
import dev.basalt.core.event.ZoneSelectors;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster reports, and the answers to what was sent, taken into the state. Owned by the
 * engine's thread.
 */
public final class ClusterReports {
  private final NodeTable nodes;
  private final JobDirectory directory;
  private final PodBook pods;
  private final Seats seats;
  private final Zoning zoning;
  private final ZoneSelectors selectors;
  private final Epoch epoch;

  ClusterReports(
      NodeTable nodes,
      JobDirectory directory,
      PodBook pods,
      Seats seats,
      Zoning zoning,
      ZoneSelectors selectors,
      Epoch epoch) {
    this.nodes = nodes;
    this.directory = directory;
    this.pods = pods;
    this.seats = seats;
    this.zoning = zoning;
    this.selectors = selectors;
    this.epoch = epoch;
  }

  /** A node appeared or changed. A known name with another UID is another node. */
  public void nodeChanged(NodeSpec reported) {
    NodeSpec spec = selectors.place(reported);
    int known = nodes.id(spec.name());
    NodeSpec former = known == Task.NO_NODE ? null : nodes.spec(known);
    if (spec.equals(former)) {
      return;
    }
    if (former != null && !former.uid().equals(spec.uid())) {
      nodeGone(former.name(), former.uid());
      former = null;
    }
    int node = nodes.put(spec);
    zoning.settle(node);
    seats.nodeAppeared(spec.name(), node);
    zoning.follow(former, spec);
    epoch.advance();
  }

  /** A node is gone. Its pods are kept, in case a node of that name comes back. */
  public void nodeGone(String name, String uid) {
    int node = nodes.id(name);
    if (node == Task.NO_NODE || !nodes.spec(node).uid().equals(uid)) {
      return;
    }
    pods.nodeLost(name, node);
    NodeSpec former = nodes.spec(node);
    nodes.remove(node);
    zoning.follow(former, null);
    epoch.advance();
  }

  /**
   * A node may be used by this scheduler from now on, or no longer: what is promised there ends.
   * Only for schedulers of some zones.
   */
  public void nodeGranted(int node, boolean granted) {
    if (nodes.grant(node, granted)) {
      zoning.settle(node);
      epoch.advance();
    }
  }

  /** What is said of a zone changed; null where nothing is said any more. */
  public void zoneChanged(String name, @Nullable NodeZoneSpec spec) {
    zoning.follow(name, spec);
    if (selectors.describe(name, spec == null ? null : spec.selector())) {
      for (int node = 0; node < nodes.size(); node++) {
        if (nodes.exists(node)) {
          nodeChanged(nodes.spec(node));
        }
      }
    }
    epoch.advance();
  }

  /** Of these owners nothing was heard for so long that what they claim is free. */
  public void ownersExpired(Set<String> owners) {
    zoning.expired(owners);
    epoch.advance();
  }

  /** A pod appeared or changed. */
  public void podChanged(PodSpec pod, long nowNanos) {
    pods.changed(pod, nowNanos);
    zoning.follow(pods.task(pod.uid()));
  }

  /** A pod is gone from the API server. */
  public void podGone(String uid, long nowNanos) {
    pods.gone(uid, nowNanos);
  }

  /** A PodGroup appeared or changed. Its phase counts at first sight only: later it is ours. */
  public void groupChanged(PodGroupSpec spec) {
    if (directory.groupChanged(spec)) {
      Job job = directory.group(spec.key());
      if (job != null) {
        zoning.follow(job);
      }
      epoch.advance();
    }
  }

  /** A PodGroup is gone; pods that still name it wait for another of that name. */
  public void groupGone(String namespace, String name, String uid) {
    Job job = directory.group(namespace + "/" + name);
    directory.groupGone(namespace + "/" + name, uid);
    if (job != null && !job.gone) {
      zoning.follow(job);
    }
    epoch.advance();
  }

  /** A queue appeared or changed. */
  public void queueChanged(QueueSpec spec) {
    String formerZone = directory.zoneOf(spec.name());
    if (directory.queueChanged(spec)) {
      zoning.follow(directory.named(spec.name()), formerZone);
      epoch.advance();
    }
  }

  /** A queue is gone. Its jobs wait; what runs goes on. */
  public void queueGone(String name) {
    String formerZone = directory.zoneOf(name);
    directory.queueGone(name);
    zoning.follow(directory.named(name), formerZone);
    epoch.advance();
  }

  /** A priority class appeared, changed, or (value null) is gone. */
  public void priorityClassChanged(String name, @Nullable Integer value, boolean globalDefault) {
    directory.priorityClassChanged(name, value, globalDefault);
    epoch.advance();
  }

  /** A namespace appeared or changed. */
  public void namespaceChanged(NamespaceSpec spec) {
    NamespaceBook namespaces = directory.namespaces();
    Namespace namespace = namespaces.of(spec.name());
    if (namespaces.put(namespace, spec, directory.jobs().all())) {
      pods.namespaceChanged(namespace);
      epoch.advance();
    }
  }

  /** A namespace is gone. */
  public void namespaceGone(String name, String uid) {
    Namespace namespace = directory.namespaces().of(name);
    if (namespace.spec != null && namespace.spec.uid().equals(uid)) {
      directory.namespaces().put(namespace, null, directory.jobs().all());
      pods.namespaceChanged(namespace);
      epoch.advance();
    }
  }

  /** A native quota appeared or changed. Wakes nobody if it has no more room than before. */
  public void resourceQuotaChanged(ResourceQuotaSpec spec) {
    if (directory.namespaces().put(spec, directory.jobs().all(), pods.tasks())) {
      epoch.advance();
    }
  }

  /** A native quota is gone. */
  public void resourceQuotaGone(String namespace, String name, String uid) {
    if (directory.namespaces().removeQuota(namespace, name, uid)) {
      epoch.advance();
    }
  }

  /** A disruption budget appeared or changed. */
  public void disruptionBudgetChanged(DisruptionBudgetSpec spec) {
    List<DisruptionBudgetSpec> budgets = directory.namespaces().of(spec.namespace()).budgets;
    budgets.removeIf(other -> other.name().equals(spec.name()));
    budgets.add(spec);
  }

  /** A disruption budget is gone. */
  public void disruptionBudgetGone(String namespace, String uid) {
    directory.namespaces().of(namespace).budgets.removeIf(other -> other.uid().equals(uid));
  }

  /** Something about claims and volumes. */
  public void volumesChanged(VolumeEvent event) {
    if (nodes.volumes().take(event)) {
      epoch.advance();
    }
  }

  /** Leaves a node out for a claim whose provisioner gave up on it, or no longer. */
  public void avoid(Claim claim, int node, boolean avoids) {
    nodes.volumes().avoid(claim, node, avoids);
    epoch.advance();
  }

  /** Frees the room of ended pods whose node has had the time to release it. */
  public void releaseDue(long nowNanos) {
    seats.releaseDue(nowNanos);
  }

  /** The API server accepted a binding. */
  public void bindingConfirmed(String podUid) {
    pods.bindingConfirmed(podUid);
  }

  /**
   * The API server definitely refused a binding: undoes exactly that decision.
   *
   * @param retryNanos when the task may be tried again
   * @return whether there was something to undo; not if the pod is gone or went another way
   */
  public boolean bindingRefused(String podUid, long retryNanos) {
    return pods.bindingRefused(podUid, retryNanos);
  }
}
