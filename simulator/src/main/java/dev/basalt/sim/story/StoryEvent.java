package dev.basalt.sim.story;

import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.NodeZoneSpec;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.sim.cluster.ObjectKind;
import dev.basalt.sim.cluster.PodRequest;
import dev.basalt.sim.workload.Gang;
import java.time.Duration;

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

  /** What is said of a zone is created or changed. */
  record PutZone(NodeZoneSpec zone) implements StoryEvent {}

  /** A priority class is created or changed. */
  record PutPriorityClass(String name, int value) implements StoryEvent {}

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

  /** The scheduler takes another configuration. */
  record Configure(SchedulerConfiguration configuration) implements StoryEvent {}

  /** A node moves to another zone, by its label. */
  record Relabel(String node, String zone) implements StoryEvent {}

  /** A scheduler dies, and another of its name starts after a pause. */
  record RestartScheduler(String name, Duration pause) implements StoryEvent {}

  /** A scheduler dies for good. */
  record KillScheduler(String name) implements StoryEvent {}

  /** The API server is away for a while. */
  record Outage(Duration length) implements StoryEvent {}

  /** A watch of the scheduler breaks, and is listed anew. */
  record BreakWatch(ObjectKind kind) implements StoryEvent {}
}
