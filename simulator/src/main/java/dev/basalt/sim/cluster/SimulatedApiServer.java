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
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a simulated cluster and the rules under which they may be written, with watches.
 *
 * <p>Methods here apply at once; latency and faults lie between this class and its callers.
 */
public final class SimulatedApiServer {
  private final Timeline timeline;
  private final Map<ObjectKind, Map<String, StoredObject>> objects =
      new EnumMap<>(ObjectKind.class);
  private final Map<String, SimulatedPod> pods = new LinkedHashMap<>();
  private final Map<String, String> podUidsByKey = new HashMap<>();
  private final Map<String, Set<SimulatedPod>> podsByGroup = new HashMap<>();
  private final List<ClusterObserver> observers = new ArrayList<>();
  private final List<WatchFeed> watches = new ArrayList<>();
  private final List<Runnable> postponed = new ArrayList<>();
  private final Map<String, Long> leases = new HashMap<>();
  private long revision;
  private long terms;
  private long podsCreated;
  private boolean up = true;

  SimulatedApiServer(Timeline timeline) {
    this.timeline = timeline;
    for (ObjectKind kind : ObjectKind.values()) {
      objects.put(kind, new LinkedHashMap<>());
    }
  }

  void observe(ClusterObserver observer) {
    observers.add(observer);
  }

  void watch(WatchFeed watch) {
    watches.add(watch);
  }

  void unwatch(WatchFeed watch) {
    watches.remove(watch);
  }

  boolean isUp() {
    return up;
  }

  /** Goes away: every connection breaks. */
  void stop() {
    up = false;
    List.copyOf(watches).forEach(WatchFeed::disconnect);
  }

  /** Comes back with the objects it had; what waited for it happens now. */
  void start() {
    up = true;
    List<Runnable> waiting = List.copyOf(postponed);
    postponed.clear();
    waiting.forEach(this::whenUp);
    List.copyOf(watches).forEach(WatchFeed::reconnect);
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

  Collection<StoredObject> list(ObjectKind kind) {
    return of(kind).values();
  }

  @Nullable StoredObject get(ObjectKind kind, String key) {
    return of(kind).get(key);
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
    StoredObject stored = get(ObjectKind.NODE, name);
    return stored != null && stored.changed() instanceof ClusterEvent.NodeChanged(NodeSpec node)
        ? node
        : null;
  }

  /** The PodGroup of that key ({@code namespace/name}), null if there is none. */
  public @Nullable PodGroupSpec group(String key) {
    StoredObject stored = get(ObjectKind.POD_GROUP, key);
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
    put(
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

  /** Writes a node's owner, null for none, if the node still has a revision. */
  Reply setOwner(String name, String expectedRevision, @Nullable String owner) {
    StoredObject stored = get(ObjectKind.NODE, name);
    NodeSpec node = node(name);
    if (stored == null || node == null) {
      return Reply.notFound("NotFound", "nodes \"" + name + "\" not found");
    }
    if (!expectedRevision.equals(String.valueOf(stored.revision()))) {
      return Reply.conflict("the object has been modified");
    }
    putNode(node.toBuilder().owner(owner).build());
    return Reply.OK;
  }

  /** Writes a PodGroup's owner, unless it has one that lives. */
  Reply claimGroup(String key, String uid, String owner, Predicate<String> expired) {
    PodGroupSpec group = group(key);
    if (group == null || !group.uid().equals(uid)) {
      return Reply.notFound("NotFound", "podgroups \"" + key + "\" not found");
    }
    if (group.owner() != null && !expired.test(group.owner())) {
      return Reply.conflict("the object has been modified");
    }
    putGroup(group.toBuilder().owner(owner).build());
    return Reply.OK;
  }

  /** Takes a scheduler's name off a PodGroup. */
  Reply unclaimGroup(String key, String uid, String owner) {
    PodGroupSpec group = group(key);
    if (group == null || !group.uid().equals(uid) || !owner.equals(group.owner())) {
      return Reply.conflict("the object has been modified");
    }
    putGroup(group.toBuilder().owner(null).build());
    return Reply.OK;
  }

  /** Renews the Lease of a scheduler. */
  Reply renewLease(String owner) {
    leases.put(owner, ++revision);
    return Reply.OK;
  }

  /** The revision of a scheduler's Lease, 0 if it has none. */
  long leaseVersion(String owner) {
    return leases.getOrDefault(owner, 0L);
  }

  /** The number of the next term of a scheduler. */
  long nextTerm() {
    return ++terms;
  }

  void removeNode(String name) {
    NodeSpec node = node(name);
    if (node != null) {
      remove(ObjectKind.NODE, name);
      observers.forEach(observer -> observer.nodeRemoved(node));
    }
  }

  void putQueue(QueueSpec queue) {
    put(
        ObjectKind.QUEUE,
        queue.name(),
        queue.uid(),
        new ClusterEvent.QueueChanged(queue),
        new ClusterEvent.QueueGone(queue.name()));
  }

  void removeQueue(String name) {
    remove(ObjectKind.QUEUE, name);
  }

  void putPriorityClass(String name, int value, boolean globalDefault) {
    put(
        ObjectKind.PRIORITY_CLASS,
        name,
        name,
        new ClusterEvent.PriorityClassChanged(name, value, globalDefault),
        new ClusterEvent.PriorityClassGone(name));
  }

  void putNamespace(NamespaceSpec namespace) {
    put(
        ObjectKind.NAMESPACE,
        namespace.name(),
        namespace.uid(),
        new ClusterEvent.NamespaceChanged(namespace),
        new ClusterEvent.NamespaceGone(namespace.name(), namespace.uid()));
  }

  void putZone(NodeZoneSpec zone) {
    put(
        ObjectKind.NODE_ZONE,
        zone.name(),
        zone.uid(),
        new ClusterEvent.NodeZoneChanged(zone),
        new ClusterEvent.NodeZoneGone(zone.name(), zone.uid()));
  }

  void removeNamespace(String name) {
    remove(ObjectKind.NAMESPACE, name);
  }

  void putGroup(PodGroupSpec group) {
    put(
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
      remove(ObjectKind.POD_GROUP, key);
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
      remove(ObjectKind.POD, pod.uid());
      observers.forEach(observer -> observer.podRemoved(pod));
    }
  }

  /** Tells watchers about a pod again after something of it changed. */
  void podChanged(SimulatedPod pod) {
    put(
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

  private Map<String, StoredObject> of(ObjectKind kind) {
    return objects.getOrDefault(kind, Map.of());
  }

  /** Stores an object and tells watchers. */
  void put(ObjectKind kind, String key, String uid, ClusterEvent changed, ClusterEvent gone) {
    StoredObject stored = new StoredObject(kind, key, uid, ++revision, changed, gone);
    of(kind).put(key, stored);
    for (WatchFeed watch : watches) {
      watch.changed(stored);
    }
  }

  /** Removes an object and tells watchers. */
  void remove(ObjectKind kind, String key) {
    StoredObject stored = of(kind).remove(key);
    if (stored != null) {
      revision++;
      for (WatchFeed watch : watches) {
        watch.removed(stored);
      }
    }
  }
}
