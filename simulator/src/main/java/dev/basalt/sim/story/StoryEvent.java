package dev.basalt.sim.story;

import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.event.ClaimSpec;
import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.NodeZoneSpec;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.event.ResourceQuotaSpec;
import dev.basalt.core.event.StorageClassSpec;
import dev.basalt.core.event.VolumeSpec;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.sim.cluster.ObjectKind;
import dev.basalt.sim.cluster.PodRequest;
import dev.basalt.sim.cluster.Provisioning;
import dev.basalt.sim.cluster.SimulatedStorage;
import dev.basalt.sim.workload.Gang;
import java.time.Duration;
import java.util.function.Consumer;

/** Something that happens in a story: what users and operators do, and what breaks. */
public sealed interface StoryEvent {
  /** A node is created or changed; its UID says nothing. */
  record PutNode(NodeSpec node) implements StoryEvent {}

  /** A node is deleted. */
  record RemoveNode(String name) implements StoryEvent {}

  /** A queue is created or changed. */
  record PutQueue(QueueSpec queue) implements StoryEvent {}

  /** A queue is deleted. */
  record RemoveQueue(String name) implements StoryEvent {}

  /** A namespace is created or changed. */
  record PutNamespace(NamespaceSpec namespace) implements StoryEvent {}

  /** A native quota is created or changed. */
  record PutResourceQuota(ResourceQuotaSpec quota) implements StoryEvent {}

  /** A native quota is deleted. */
  record RemoveResourceQuota(String namespace, String name) implements StoryEvent {}

  /** A disruption budget is created or changed. */
  record PutDisruptionBudget(
      String namespace, String name, LabelSelector selector, int minAvailable)
      implements StoryEvent {}

  /** A PodGroup is created whose controller makes the pods once it was let in. */
  record CreateGuarded(Gang gang) implements StoryEvent {}

  /** What is said of a zone is created or changed. */
  record PutZone(NodeZoneSpec zone) implements StoryEvent {}

  /** A priority class is created or changed. */
  record PutPriorityClass(String name, int value) implements StoryEvent {}

  /** A storage class is created or changed; what makes volumes of it behaves as told. */
  record PutStorageClass(StorageClassSpec storageClass, Provisioning provisioning)
      implements StoryEvent {}

  /** A volume is created or changed. */
  record PutVolume(VolumeSpec volume) implements StoryEvent {}

  /** A claim is created or changed. */
  record PutClaim(ClaimSpec claim) implements StoryEvent {}

  /** Something else about claims or volumes changes. */
  record ChangeStorage(Consumer<SimulatedStorage> change) implements StoryEvent {}

  /** A PodGroup is created, without its pods. */
  record CreateGroup(Gang gang) implements StoryEvent {}

  /** A pod is created. */
  record CreatePod(PodRequest pod) implements StoryEvent {}

  /** A PodGroup is deleted with its pods. */
  record RemoveJob(String namespace, String name) implements StoryEvent {}

  /** A pod is deleted, with its grace period. */
  record RemovePod(String namespace, String name) implements StoryEvent {}

  /** A pod's scheduling gates are taken away. */
  record Ungate(String namespace, String name) implements StoryEvent {}

  /** Somebody else binds a pod, past every rule. */
  record BindByOther(String namespace, String pod, String node) implements StoryEvent {}

  /** The scheduler takes another configuration, which was written so. */
  record Configure(SchedulerConfiguration configuration, String text) implements StoryEvent {}

  /** A node moves to another zone, by its label. */
  record Relabel(String node, String zone) implements StoryEvent {}

  /** A scheduler dies, and another of its name starts after a pause. */
  record RestartScheduler(String name, Duration pause) implements StoryEvent {}

  /** A scheduler dies for good. */
  record KillScheduler(String name) implements StoryEvent {}

  /** The API server is away for a while. */
  record Outage(Duration length) implements StoryEvent {}

  /** A node goes down with all that runs on it, and comes back after a while. */
  record RebootNode(String name, Duration length) implements StoryEvent {}

  /** A pod is given other amounts in place. */
  record ResizePod(String namespace, String name, ResourceList requests) implements StoryEvent {}

  /** A watch of the scheduler breaks, and is listed anew. */
  record BreakWatch(ObjectKind kind) implements StoryEvent {}
}
