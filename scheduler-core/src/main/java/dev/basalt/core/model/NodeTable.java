package dev.basalt.core.model;

import dev.basalt.core.event.HostPort;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.peers.PeerBook;
import dev.basalt.core.peers.Peers;
import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.resource.ResourceVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The nodes in columns: which there are, what they say of themselves, and {@linkplain NodeRoom what
 * room} they have. Read by plugins, changed only by {@link ClusterState}.
 *
 * <p>Ids are dense from 0 to {@link #size()}; an id whose node is gone is used again for the next
 * new node. Every change of a node, of its room or of its attributes, goes to the change log, from
 * which cached verdicts and scores are brought up to date.
 */
public final class NodeTable extends NodeRoom {
  private final Map<String, Integer> ids = new HashMap<>();
  private final NodeTotals totals = new NodeTotals();
  private final NodeZones zones;
  private final ChangeLog changes = new ChangeLog();
  private final ChangeLog rises = new ChangeLog();
  private final PeerLog peerLog = new PeerLog(rises);
  private final PeerBook peers = new PeerBook(peerLog);
  private final List<Integer> freeIds = new ArrayList<>();
  private final Awaited bindingsInFlight = new Awaited();
  private final Awaited unacknowledged = new Awaited();
  private final Residents residents = new Residents(this);
  private final VolumeBook volumes = new VolumeBook(this);

  private int size;
  private long specVersion;
  private @Nullable NodeSpec[] specs = new @Nullable NodeSpec[16];
  private int[] attributeVersions = new int[16];

  NodeTable(ResourceSchema schema, ZoneScope scope) {
    super(schema);
    this.zones = new NodeZones(scope);
  }

  /** One more than the highest id in use. */
  public int size() {
    return size;
  }

  /** How many nodes pods may be placed on. */
  public int count() {
    return zones.open();
  }

  /** The zones of the nodes. */
  public NodeZones zones() {
    return zones;
  }

  /** Whether a node has that id now. */
  public boolean exists(int node) {
    return node >= 0 && node < size && specs[node] != null;
  }

  /** Whether a node has that id now and is ours to place pods on. */
  public boolean isTarget(int node) {
    return exists(node) && !zones.isClosed(node);
  }

  /**
   * Whether an existing node is of another scheduler's zones: it counts for nothing here, but that
   * the pods on it have a place.
   */
  public boolean isOutside(int node) {
    return zones.isOutside(node);
  }

  /** Null if a node of our zones may be used, else why not, in the words that people see. */
  public @Nullable String whyClosed(int node) {
    return zones.isClosed(node) ? zones.whyClosed(spec(node)) : null;
  }

  /** The id of the node of that name, {@link Task#NO_NODE} if there is none. */
  public int id(String name) {
    Integer id = ids.get(name);
    return id == null ? Task.NO_NODE : id;
  }

  /**
   * The node's attributes.
   *
   * @throws IllegalArgumentException if there is no such node
   */
  public NodeSpec spec(int node) {
    NodeSpec spec = specs[node];
    if (spec == null) {
      throw new IllegalArgumentException("no node has id " + node);
    }
    return spec;
  }

  public String name(int node) {
    return spec(node).name();
  }

  /** Whether pods on the node hold a port that conflicts. */
  public boolean portTaken(int node, HostPort wanted) {
    return residents.portTaken(node, wanted);
  }

  /** Bindings to the nodes that the API server has not answered yet. */
  public Awaited bindingsInFlight() {
    return bindingsInFlight;
  }

  /**
   * Pods that are on a node, or on the way there, and that its kubelet has not shown to know. Each
   * counts from its binding's being sent, or from being seen there, until its binding is answered
   * and its kubelet has reported on it, whichever is later, or until it left.
   */
  public Awaited unacknowledged() {
    return unacknowledged;
  }

  /** Sum of allocatable over all nodes that pods may be placed on. */
  public ResourceVector total() {
    return totals.allocatable;
  }

  /** Sum of used over these nodes. */
  public ResourceVector totalUsed() {
    return totals.used;
  }

  /** The part of {@link #totalUsed} that pods of other schedulers hold. */
  public ResourceVector totalUsedByOthers() {
    return totals.usedByOthers;
  }

  /** The tasks on a node, of every scheduler; not to be changed. */
  public List<Task> tasksOn(int node) {
    return residents.on(node);
  }

  /** Grows each time labels, taints or the cordon of the node change. */
  public int attributeVersion(int node) {
    return attributeVersions[node];
  }

  /** The nodes that changed, in order. */
  public ChangeLog changes() {
    return changes;
  }

  /**
   * The nodes that may take more than before, in order. Decisions taken back are not among them.
   */
  public ChangeLog rises() {
    return rises;
  }

  /**
   * The nodes near which pods came or went that others look for, in order. Only classes that have
   * to do with other pods need follow it.
   */
  public ChangeLog peerChanges() {
    return peerLog.nodes();
  }

  /** Grows each time an answer about the pods near a node may be another. */
  public long peerVersion() {
    return peerLog.version();
  }

  /** Grows each time {@link Peers#groups} may put nodes together in another way. */
  public long peerLayout() {
    return peers.layout();
  }

  /** Grows each time a node comes or goes, or changes in anything but what its pods hold. */
  public long specVersion() {
    return specVersion;
  }

  /** The claims of pods, and the volumes there are for them. */
  public VolumeBook volumes() {
    return volumes;
  }

  /** Puts a node on the change log without changing it: something that a filter reads did. */
  public void touch(int node) {
    changes.add(node);
    rises.add(node);
  }

  /**
   * Puts a node on the change log: whether a session may choose it did change, its room did not.
   */
  public void reconsider(int node) {
    changes.add(node);
  }

  /** What pods say about other pods. */
  PeerBook peers() {
    return peers;
  }

  /** A task on a node changed in something that other pods may look at. */
  void recount(Task task) {
    if (task.node != Task.NO_NODE) {
      residents.recount(task.node, task);
    }
  }

  void rose(int node) {
    rises.add(node);
  }

  int put(NodeSpec spec) {
    int node = id(spec.name());
    if (node == Task.NO_NODE) {
      node = freeIds.isEmpty() ? size++ : freeIds.removeLast();
      ensure(node);
      ids.put(spec.name(), node);
      zones.add(node);
      attributeVersions[node]++;
    } else if (!spec.sameAttributes(spec(node))) {
      attributeVersions[node]++;
    }
    specs[node] = spec;
    specVersion++;
    setAllocatable(node, spec);
    peers.nodeChanged(node, spec);
    open(node, zones.mayOpen(node, spec));
    touch(node);
    return node;
  }

  /** The node must have no tasks any more. */
  void remove(int node) {
    open(node, false);
    clearAllocatable(node);
    ids.remove(name(node));
    specs[node] = null;
    residents.forget(node);
    peers.nodeGone(node);
    bindingsInFlight.forget(node);
    unacknowledged.forget(node);
    attributeVersions[node]++;
    specVersion++;
    zones.remove(node);
    freeIds.add(node);
    changes.add(node);
  }

  /** Tells these of every placement from now on, and first of all there are. */
  public void listen(List<PlacementListener> listeners) {
    residents.listen(listeners);
  }

  void addTask(int node, Task task) {
    residents.add(node, task);
    if (task.podClass.hasClaims()) {
      volumes.placed(task.podClass, node);
    }
  }

  void removeTask(int node, Task task) {
    residents.remove(node, task);
    if (task.podClass.hasClaims()) {
      volumes.displaced(task.podClass, node);
    }
  }

  void addUsed(int node, Request request, int sign) {
    use(node, request, sign);
    if (!zones.isClosed(node)) {
      NodeTotals.add(totals.used, request, sign);
    }
    changes.add(node);
  }

  void addUsedByOthers(int node, Request request, int sign) {
    if (!zones.isClosed(node)) {
      NodeTotals.add(totals.usedByOthers, request, sign);
    }
  }

  /** Lets pods be placed on a node, or no longer: its amounts enter the sums or leave them. */
  private void open(int node, boolean value) {
    if (zones.isClosed(node) != value) {
      return;
    }
    int sign = value ? 1 : -1;
    zones.open(node, value);
    for (int dimension = 0; dimension < schema().size(); dimension++) {
      totals.allocatable.add(dimension, sign * allocatable(dimension, node));
      totals.used.add(dimension, sign * used(dimension, node));
    }
    for (Task task : residents.on(node)) {
      if (task.foreign && task.holdsRoom()) {
        NodeTotals.add(totals.usedByOthers, task.request(), sign);
      }
    }
  }

  /** Who may use a zone has changed: what was concluded about its nodes is stale. */
  void reconsiderZone(String zone) {
    for (int node = 0; node < size; node++) {
      NodeSpec spec = specs[node];
      if (spec != null && spec.zone().equals(zone)) {
        attributeVersions[node]++;
        specVersion++;
        touch(node);
      }
    }
  }

  /** Grants a node to this scheduler or withdraws it; returns whether that changes anything. */
  boolean grant(int node, boolean value) {
    zones.grant(node, value);
    boolean open = zones.mayOpen(node, spec(node));
    if (zones.isClosed(node) != open) {
      return false;
    }
    open(node, open);
    specVersion++;
    touch(node);
    return true;
  }

  void addReleasing(int node, Request request, int sign) {
    release(node, request, sign);
    changes.add(node);
  }

  void addPipelined(int node, Request request, int sign) {
    promise(node, request, sign);
    changes.add(node);
  }

  private void setAllocatable(int node, NodeSpec spec) {
    for (int i = 0; i < spec.allocatable().size(); i++) {
      schema().intern(spec.allocatable().name(i));
    }
    for (int dimension = 0; dimension < schema().size(); dimension++) {
      String resource = schema().name(dimension);
      long amount = spec.problem() != null ? 0 : spec.allocatable().get(resource);
      if (!zones.isClosed(node)) {
        totals.allocatable.add(dimension, amount - allocatable(dimension, node));
      }
      allocatable(dimension, node, amount);
    }
  }

  private void ensure(int node) {
    ensureRoom(node);
    if (node < specs.length) {
      return;
    }
    int capacity = specs.length * 2;
    specs = Arrays.copyOf(specs, capacity);
    attributeVersions = Arrays.copyOf(attributeVersions, capacity);
  }
}
