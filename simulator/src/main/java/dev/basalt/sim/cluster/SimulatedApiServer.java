package dev.basalt.sim.cluster;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.NodeZoneSpec;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.port.Binding;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.sim.time.Timeline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules under which the objects of a simulated cluster may be written, and who hears of it.
 *
 * <p>Methods here apply at once; latency and faults lie between this class and its callers.
 */
public final class SimulatedApiServer {
  private final Timeline timeline;
  private final ObjectStore store = new ObjectStore();
  private final OwnerWrites owners = new OwnerWrites(this, store);
  private final Map<String, SimulatedPod> pods = new LinkedHashMap<>();
  private final Map<String, String> podUidsByKey = new HashMap<>();
  private final Map<String, Set<SimulatedPod>> podsByGroup = new HashMap<>();
  private final List<ClusterObserver> observers = new ArrayList<>();
  private final List<Runnable> postponed = new ArrayList<>();
  private long podsCreated;
  private boolean up = true;

  SimulatedApiServer(Timeline timeline) {
    this.timeline = timeline;
  }

  void observe(ClusterObserver observer) {
    observers.add(observer);
  }

  boolean isUp() {
    return up;
  }

  /** Goes away: every connection breaks. */
  void stop() {
    up = false;
    store.watches().forEach(WatchFeed::disconnect);
  }

  /** Comes back with the objects it had; what waited for it happens now. */
  void start() {
    up = true;
    List<Runnable> waiting = List.copyOf(postponed);
    postponed.clear();
    waiting.forEach(this::whenUp);
    store.watches().forEach(WatchFeed::reconnect);
  }

  /** Runs a patient client's write now, or once the server is back. */
  void whenUp(Runnable write) {
    if (up) {
      write.run();
    } else {
      postponed.add(write);
    }
  }

  // ---- reads

  /** The objects, and who watches them. */
  ObjectStore store() {
    return store;
  }

  /** Writes of those who own nodes and gangs. */
  OwnerWrites owners() {
    return owners;
  }

  /** The pod of that UID, null if it is gone. */
  public @Nullable SimulatedPod pod(String uid) {
    return pods.get(uid);
  }

  /** The pod of that namespace and name, null if there is none. */
  public @Nullable SimulatedPod podNamed(String namespace, String name) {
    String uid = podUidsByKey.get(namespace + "/" + name);
    return uid == null ? null : pods.get(uid);
  }

  /** Every pod, oldest first. */
  public Collection<SimulatedPod> pods() {
    return pods.values();
  }

  /** The pods that name a PodGroup ({@code namespace/name}), oldest first. */
  Collection<SimulatedPod> podsOfGroup(String key) {
    return podsByGroup.getOrDefault(key, Set.of());
  }

  /** The node of that name, null if there is none. */
  public @Nullable NodeSpec node(String name) {
    StoredObject stored = store.get(ObjectKind.NODE, name);
    return stored != null && stored.changed() instanceof ClusterEvent.NodeChanged(NodeSpec node)
        ? node
        : null;
  }

  /** The PodGroup of that key ({@code namespace/name}), null if there is none. */
  public @Nullable PodGroupSpec group(String key) {
    StoredObject stored = store.get(ObjectKind.POD_GROUP, key);
    return stored != null
            && stored.changed() instanceof ClusterEvent.PodGroupChanged(PodGroupSpec group)
        ? group
        : null;
  }

  // ---- nodes, queues, groups, priority classes, namespaces

  void putNode(NodeSpec node) {
    NodeSpec before = node(node.name());
    if (before != null && !before.uid().equals(node.uid())) {
      throw new IllegalArgumentException("node " + node.name() + " exists with another UID");
    }
    store.put(
        ObjectKind.NODE,
        node.name(),
        node.uid(),
        new ClusterEvent.NodeChanged(node),
        new ClusterEvent.NodeGone(node.name(), node.uid()));
    observers.forEach(
        before == null
            ? observer -> observer.nodeAdded(node)
            : observer -> observer.nodeChanged(node));
  }

  void removeNode(String name) {
    NodeSpec node = node(name);
    if (node != null) {
      store.remove(ObjectKind.NODE, name);
      observers.forEach(observer -> observer.nodeRemoved(node));
    }
  }

  void putQueue(QueueSpec queue) {
    store.put(
        ObjectKind.QUEUE,
        queue.name(),
        queue.uid(),
        new ClusterEvent.QueueChanged(queue),
        new ClusterEvent.QueueGone(queue.name()));
  }

  void removeQueue(String name) {
    store.remove(ObjectKind.QUEUE, name);
  }

  void putPriorityClass(String name, int value, boolean globalDefault) {
    store.put(
        ObjectKind.PRIORITY_CLASS,
        name,
        name,
        new ClusterEvent.PriorityClassChanged(name, value, globalDefault),
        new ClusterEvent.PriorityClassGone(name));
  }

  void putNamespace(NamespaceSpec namespace) {
    store.put(
        ObjectKind.NAMESPACE,
        namespace.name(),
        namespace.uid(),
        new ClusterEvent.NamespaceChanged(namespace),
        new ClusterEvent.NamespaceGone(namespace.name(), namespace.uid()));
  }

  void putZone(NodeZoneSpec zone) {
    store.put(
        ObjectKind.NODE_ZONE,
        zone.name(),
        zone.uid(),
        new ClusterEvent.NodeZoneChanged(zone),
        new ClusterEvent.NodeZoneGone(zone.name(), zone.uid()));
  }

  void removeNamespace(String name) {
    store.remove(ObjectKind.NAMESPACE, name);
  }

  void putGroup(PodGroupSpec group) {
    store.put(
        ObjectKind.POD_GROUP,
        group.key(),
        group.uid(),
        new ClusterEvent.PodGroupChanged(group),
        new ClusterEvent.PodGroupGone(group.namespace(), group.name(), group.uid()));
    observers.forEach(observer -> observer.groupChanged(group));
  }

  void removeGroup(String key) {
    PodGroupSpec group = group(key);
    if (group != null) {
      store.remove(ObjectKind.POD_GROUP, key);
      observers.forEach(observer -> observer.groupRemoved(group));
    }
  }

  Reply patchGroupPhase(String key, String uid, GroupPhase phase) {
    PodGroupSpec group = group(key);
    if (group == null || !group.uid().equals(uid)) {
      return Reply.notFound("NotFound", "podgroups \"" + key + "\" not found");
    }
    putGroup(group.toBuilder().phase(phase).build());
    return Reply.OK;
  }

  // ---- pods

  SimulatedPod createPod(PodRequest request) {
    if (podUidsByKey.containsKey(request.key())) {
      throw new IllegalArgumentException("pod " + request.key() + " exists already");
    }
    String uid = String.format("pod-%08d", ++podsCreated);
    SimulatedPod pod = new SimulatedPod(uid, request, timeline.nanos(), timeline.epochMillis());
    pods.put(uid, pod);
    podUidsByKey.put(request.key(), uid);
    String group = pod.groupKey();
    if (group != null) {
      podsByGroup.computeIfAbsent(group, unseen -> new LinkedHashSet<>()).add(pod);
    }
    podChanged(pod);
    observers.forEach(observer -> observer.podCreated(pod));
    if (pod.nodeName != null) {
      observers.forEach(observer -> observer.podBound(pod));
    }
    return pod;
  }

  /**
   * Applies a binding by the API's rules. A pod that has a node already is a conflict, on whatever
   * node it is: the caller must read it to see.
   *
   * @param requireNode whether the node must exist; the real API server does not ask
   */
  Reply bind(Binding binding, boolean requireNode) {
    SimulatedPod pod = podNamed(binding.namespace(), binding.podName());
    if (pod == null) {
      return Reply.notFound("PodGone", "pods \"" + binding.podName() + "\" not found");
    }
    if (!pod.uid().equals(binding.podUid())) {
      return Reply.conflict("the UID in the precondition does not match that of the pod");
    }
    if (pod.deleting || pod.phase.terminal()) {
      return Reply.conflict("pod " + pod.key() + " is being deleted, cannot be assigned to a host");
    }
    if (pod.nodeName != null) {
      return Reply.conflict("pod " + pod.key() + " is already assigned to node " + pod.nodeName);
    }
    if (requireNode && node(binding.nodeName()) == null) {
      return Reply.notFound("NodeGone", "nodes \"" + binding.nodeName() + "\" not found");
    }
    assign(pod, binding.nodeName());
    return Reply.OK;
  }

  /** Sets a pod's node without asking whether it has one: what a broken API server would do. */
  void assign(SimulatedPod pod, String nodeName) {
    pod.nodeName = nodeName;
    podChanged(pod);
    observers.forEach(observer -> observer.podBound(pod));
  }

  void resizePod(SimulatedPod pod, ResourceList requests) {
    ResourceList former = pod.requests();
    Map<String, Long> now = new TreeMap<>(former.toMap());
    requests.forEach(now::put);
    pod.resize(ResourceList.of(now));
    podChanged(pod);
    observers.forEach(observer -> observer.podResized(pod, former));
  }

  void setRunning(SimulatedPod pod) {
    if (isCurrent(pod) && pod.phase == PodPhase.PENDING) {
      pod.phase = PodPhase.RUNNING;
      pod.startedMillis = timeline.epochMillis();
      podChanged(pod);
      observers.forEach(observer -> observer.podRunning(pod));
    }
  }

  void end(SimulatedPod pod, PodPhase phase, String reason) {
    if (isCurrent(pod) && !pod.phase.terminal()) {
      pod.phase = phase;
      pod.reason = reason;
      pod.endedNanos = timeline.nanos();
      podChanged(pod);
      observers.forEach(observer -> observer.podEnded(pod));
    }
  }

  /** Deletes a pod as a client does: at once where no node has it, else when its node is done. */
  Reply deletePod(String uid) {
    SimulatedPod pod = pods.get(uid);
    if (pod == null) {
      return Reply.notFound("NotFound", "pod " + uid + " not found");
    }
    if (pod.nodeName == null || pod.phase.terminal()) {
      removePod(pod);
    } else if (!pod.deleting) {
      pod.deleting = true;
      podChanged(pod);
      observers.forEach(observer -> observer.podDeleting(pod));
    }
    return Reply.OK;
  }

  /** Removes the object, whatever the pod is doing. */
  void removePod(SimulatedPod pod) {
    if (pods.remove(pod.uid()) != null) {
      podUidsByKey.remove(pod.key());
      leaveGroup(pod);
      pod.endedNanos = Math.min(pod.endedNanos, timeline.nanos());
      store.remove(ObjectKind.POD, pod.uid());
      observers.forEach(observer -> observer.podRemoved(pod));
    }
  }

  /** Tells watchers about a pod again after something of it changed. */
  void podChanged(SimulatedPod pod) {
    store.put(
        ObjectKind.POD,
        pod.uid(),
        pod.uid(),
        new ClusterEvent.PodChanged(pod.spec()),
        new ClusterEvent.PodGone(pod.uid()));
  }

  void podRejected(Rejection rejection) {
    observers.forEach(observer -> observer.podRejected(rejection));
  }

  private void leaveGroup(SimulatedPod pod) {
    String group = pod.groupKey();
    Set<SimulatedPod> others = group == null ? null : podsByGroup.get(group);
    if (others != null && others.remove(pod) && others.isEmpty()) {
      podsByGroup.remove(group);
    }
  }

  private boolean isCurrent(SimulatedPod pod) {
    return pods.containsKey(pod.uid());
  }
}
