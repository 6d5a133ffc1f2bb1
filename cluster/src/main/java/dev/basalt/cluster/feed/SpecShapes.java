package dev.basalt.cluster.feed;

import dev.basalt.core.event.AttachLimits;
import dev.basalt.core.event.ClaimSpec;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.ClusterEvent.PriorityClassChanged;
import dev.basalt.core.event.DisruptionBudgetSpec;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.NodeZoneSpec;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.event.ResourceQuotaSpec;
import dev.basalt.core.event.StorageClassSpec;
import dev.basalt.core.event.VolumeSpec;
import java.util.function.Function;

/**
 * How the specs of a kind are told.
 *
 * @param keys what names an object at one time
 * @param uids what names an object for ever
 */
record SpecShapes<T>(
    Function<T, String> keys,
    Function<T, String> uids,
    Function<T, ClusterEvent> changes,
    Function<T, ClusterEvent> ends)
    implements Told.Shape<T> {

  static final Told.Shape<PodSpec> POD =
      new SpecShapes<>(
          PodSpec::key,
          PodSpec::uid,
          ClusterEvent.PodChanged::new,
          pod -> new ClusterEvent.PodGone(pod.uid()));

  static final Told.Shape<NodeSpec> NODE =
      new SpecShapes<>(
          NodeSpec::name,
          NodeSpec::uid,
          ClusterEvent.NodeChanged::new,
          node -> new ClusterEvent.NodeGone(node.name(), node.uid()));

  static final Told.Shape<PodGroupSpec> POD_GROUP =
      new SpecShapes<>(
          PodGroupSpec::key,
          PodGroupSpec::uid,
          ClusterEvent.PodGroupChanged::new,
          group -> new ClusterEvent.PodGroupGone(group.namespace(), group.name(), group.uid()));

  static final Told.Shape<QueueSpec> QUEUE =
      new SpecShapes<>(
          QueueSpec::name,
          QueueSpec::uid,
          ClusterEvent.QueueChanged::new,
          queue -> new ClusterEvent.QueueGone(queue.name()));

  /** Classes are known by name alone: the event carries all there is. */
  static final Told.Shape<PriorityClassChanged> PRIORITY_CLASS =
      new SpecShapes<>(
          PriorityClassChanged::name,
          PriorityClassChanged::name,
          changed -> changed,
          gone -> new ClusterEvent.PriorityClassGone(gone.name()));

  static final Told.Shape<NamespaceSpec> NAMESPACE =
      new SpecShapes<>(
          NamespaceSpec::name,
          NamespaceSpec::uid,
          ClusterEvent.NamespaceChanged::new,
          gone -> new ClusterEvent.NamespaceGone(gone.name(), gone.uid()));

  static final Told.Shape<ResourceQuotaSpec> RESOURCE_QUOTA =
      new SpecShapes<>(
          ResourceQuotaSpec::key,
          ResourceQuotaSpec::uid,
          ClusterEvent.ResourceQuotaChanged::new,
          gone -> new ClusterEvent.ResourceQuotaGone(gone.namespace(), gone.name(), gone.uid()));

  static final Told.Shape<DisruptionBudgetSpec> DISRUPTION_BUDGET =
      new SpecShapes<>(
          DisruptionBudgetSpec::key,
          DisruptionBudgetSpec::uid,
          ClusterEvent.DisruptionBudgetChanged::new,
          gone -> new ClusterEvent.DisruptionBudgetGone(gone.namespace(), gone.name(), gone.uid()));

  static final Told.Shape<ClaimSpec> CLAIM =
      new SpecShapes<>(
          ClaimSpec::key,
          ClaimSpec::uid,
          ClusterEvent.ClaimChanged::new,
          gone -> new ClusterEvent.ClaimGone(gone.namespace(), gone.name(), gone.uid()));

  static final Told.Shape<VolumeSpec> VOLUME =
      new SpecShapes<>(
          VolumeSpec::name,
          VolumeSpec::uid,
          ClusterEvent.VolumeChanged::new,
          gone -> new ClusterEvent.VolumeGone(gone.name(), gone.uid()));

  static final Told.Shape<StorageClassSpec> STORAGE_CLASS =
      new SpecShapes<>(
          StorageClassSpec::name,
          StorageClassSpec::name,
          ClusterEvent.StorageClassChanged::new,
          gone -> new ClusterEvent.StorageClassGone(gone.name()));

  static final Told.Shape<AttachLimits> ATTACH_LIMITS =
      new SpecShapes<>(
          AttachLimits::node,
          AttachLimits::node,
          ClusterEvent.AttachLimitsChanged::new,
          gone -> new ClusterEvent.AttachLimitsGone(gone.node()));

  static final Told.Shape<NodeZoneSpec> NODE_ZONE =
      new SpecShapes<>(
          NodeZoneSpec::name,
          NodeZoneSpec::uid,
          ClusterEvent.NodeZoneChanged::new,
          zone -> new ClusterEvent.NodeZoneGone(zone.name(), zone.uid()));

  @Override
  public String key(T spec) {
    return keys.apply(spec);
  }

  @Override
  public String uid(T spec) {
    return uids.apply(spec);
  }

  @Override
  public ClusterEvent changed(T spec) {
    return changes.apply(spec);
  }

  @Override
  public ClusterEvent gone(T spec) {
    return ends.apply(spec);
  }
}
