package dev.basalt.core.event;

import java.util.Set;

/**
 * Something that happened in the cluster, or to one of our writes.
 *
 * <p>Events about one object must be offered in the order they happened; events about different
 * objects may come in any order.
 */
public sealed interface ClusterEvent {

  /** A node was seen for the first time, or changed. */
  record NodeChanged(NodeSpec node) implements ClusterEvent {}

  /** The node with this UID is gone; one of the same name and another UID is another node. */
  record NodeGone(String name, String uid) implements ClusterEvent {}

  /** A pod (of any scheduler) was seen for the first time, or changed. */
  record PodChanged(PodSpec pod) implements ClusterEvent {}

  /** The pod with this UID is gone from the API server. */
  record PodGone(String uid) implements ClusterEvent {}

  /** A PodGroup was seen for the first time, or changed. */
  record PodGroupChanged(PodGroupSpec group) implements ClusterEvent {}

  /** A PodGroup is gone. */
  record PodGroupGone(String namespace, String name, String uid) implements ClusterEvent {}

  /** A queue was seen for the first time, or changed. */
  record QueueChanged(QueueSpec queue) implements ClusterEvent {}

  /** A queue is gone. */
  record QueueGone(String name) implements ClusterEvent {}

  /** A priority class was seen for the first time, or changed. */
  record PriorityClassChanged(String name, int value, boolean globalDefault)
      implements ClusterEvent {}

  /** A priority class is gone. */
  record PriorityClassGone(String name) implements ClusterEvent {}

  /** A namespace was seen for the first time, or changed. */
  record NamespaceChanged(NamespaceSpec namespace) implements ClusterEvent {}

  /** The namespace with this UID is gone; one of the same name and another UID is another one. */
  record NamespaceGone(String name, String uid) implements ClusterEvent {}

  /** A resource quota was seen for the first time, or changed. */
  record ResourceQuotaChanged(ResourceQuotaSpec quota) implements ClusterEvent {}

  /** The resource quota with this UID is gone. */
  record ResourceQuotaGone(String namespace, String name, String uid) implements ClusterEvent {}

  /** A disruption budget was seen for the first time, or changed. */
  record DisruptionBudgetChanged(DisruptionBudgetSpec budget) implements ClusterEvent {}

  /** The disruption budget with this UID is gone. */
  record DisruptionBudgetGone(String namespace, String name, String uid) implements ClusterEvent {}

  /** Something about claims and volumes. */
  sealed interface VolumeEvent extends ClusterEvent {}

  /** A PersistentVolumeClaim was seen for the first time, or changed. */
  record ClaimChanged(ClaimSpec claim) implements VolumeEvent {}

  /** The claim with this UID is gone. */
  record ClaimGone(String namespace, String name, String uid) implements VolumeEvent {}

  /** A PersistentVolume was seen for the first time, or changed. */
  record VolumeChanged(VolumeSpec volume) implements VolumeEvent {}

  /** The volume with this UID is gone. */
  record VolumeGone(String name, String uid) implements VolumeEvent {}

  /** A StorageClass was seen for the first time, or changed. */
  record StorageClassChanged(StorageClassSpec storageClass) implements VolumeEvent {}

  /** A StorageClass is gone. */
  record StorageClassGone(String name) implements VolumeEvent {}

  /** How many volumes a node takes was seen for the first time, or changed. */
  record AttachLimitsChanged(AttachLimits limits) implements VolumeEvent {}

  /** Nothing limits the volumes of a node any more. */
  record AttachLimitsGone(String node) implements VolumeEvent {}

  /** What is said of a zone was seen for the first time, or changed. */
  record NodeZoneChanged(NodeZoneSpec zone) implements ClusterEvent {}

  /** Nothing is said of a zone any more; its nodes stay. */
  record NodeZoneGone(String name, String uid) implements ClusterEvent {}

  /** Every feed has delivered its initial list: sessions may run from here on. */
  record FeedsSynced() implements ClusterEvent {}

  /** The API server accepted a binding (or said that the pod is on that node already). */
  record BindingConfirmed(String podUid) implements ClusterEvent {}

  /**
   * The API server definitely refused a binding: the pod is not on the node. An unknown outcome (a
   * lost reply) must be read back first; it is never this event.
   *
   * @param reason a short machine-readable reason such as {@code Conflict} or {@code NodeGone}
   * @param message what the API server said
   */
  record BindingRefused(String podUid, String reason, String message) implements ClusterEvent {}

  /**
   * What was chosen for a claim could not be written, and will not be tried again: the pods that
   * wait for it are to be placed anew.
   *
   * @param claim {@code namespace/name}
   * @param message what the API server said
   */
  record VolumeRefused(String claim, String reason, String message) implements ClusterEvent {}

  /** An eviction was not carried out and may be tried again later. */
  record EvictionRefused(String podUid, String message) implements ClusterEvent {}

  /**
   * A node is owned by this scheduler now, and may be used once every one of these pods is known to
   * be there. Only for a scheduler of some zones.
   *
   * @param fresh whether another scheduler may have used it until now
   */
  record NodeGranted(String node, String uid, Set<String> podUids, boolean fresh)
      implements ClusterEvent {}

  /** A node must not be used any more; it is to be said when no binding to it is on its way. */
  record NodeWithdrawn(String node, String uid) implements ClusterEvent {}

  /** What exactly these owners claimed is free: nothing was heard of them for too long. */
  record OwnersExpired(Set<String> owners) implements ClusterEvent {}

  /**
   * This process became the leader or lost leadership. Only a leader decides.
   *
   * @param leading whether decisions may be taken from now on
   */
  record LeadershipChanged(boolean leading) implements ClusterEvent {}
}
