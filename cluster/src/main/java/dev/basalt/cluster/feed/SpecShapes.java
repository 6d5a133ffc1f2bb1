package dev.basalt.cluster.feed;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.ClusterEvent.PriorityClassChanged;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.NodeZoneSpec;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.event.QueueSpec;
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
