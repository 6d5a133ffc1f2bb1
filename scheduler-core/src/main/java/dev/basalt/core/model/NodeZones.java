package dev.basalt.core.model;

import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.NodeZoneSpec;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which zone each node belongs to, and whether this scheduler may place pods there.
 *
 * <p>A scheduler of all zones may use every node that no other scheduler claims. One of some zones
 * may use a node of these once it was granted to it (see {@code dev.basalt.core.zone}) and until it
 * is withdrawn.
 */
public final class NodeZones {
  private static final String OWNED = "node(s) were owned by another scheduler";
  private static final String CHANGES_HANDS = "node(s) were not handed over to this scheduler yet";

  private final ZoneScope scope;
  private final NavigableMap<String, Integer> nodesByZone = new TreeMap<>();
  private final BitSet closed = new BitSet();
  private final BitSet outside = new BitSet();
  private final BitSet granted = new BitSet();
  private final NavigableMap<String, NodeZoneSpec> described = new TreeMap<>();
  private final Set<String> kept = new HashSet<>();
  private int lenders;
  private int open;

  NodeZones(ZoneScope scope) {
    this.scope = scope;
  }

  /** How many nodes each zone has; zones without any are left out. Of all zones there are. */
  public Map<String, Integer> nodesByZone() {
    return Collections.unmodifiableMap(nodesByZone);
  }

  /** The zones that are described by an object. */
  public Collection<NodeZoneSpec> described() {
    return Collections.unmodifiableCollection(described.values());
  }

  /** Who a zone is reserved for, null if anybody may use it. */
  public @Nullable NodeZoneSpec reservation(String zone) {
    NodeZoneSpec spec = described.isEmpty() ? null : described.get(zone);
    return spec != null && spec.reserved() ? spec : null;
  }

  /** Whether a zone is reserved. */
  public boolean isReserved(String zone) {
    return reservation(zone) != null;
  }

  /** Takes a zone's description over, null for none; returns whether others may use it now. */
  boolean describe(String zone, @Nullable NodeZoneSpec spec) {
    NodeZoneSpec former = spec == null ? described.remove(zone) : described.put(zone, spec);
    NodeZoneSpec before = former == null ? NodeZoneSpec.open(zone, "") : former;
    NodeZoneSpec now = spec == null ? NodeZoneSpec.open(zone, "") : spec;
    lenders += (now.lends() ? 1 : 0) - (before.lends() ? 1 : 0);
    return !before.sameUsers(now);
  }

  /** Whether any zone lends room. */
  public boolean anyLends() {
    return lenders > 0;
  }

  /** What is said of a zone that lends room, null if it lends none. */
  public @Nullable NodeZoneSpec lender(String zone) {
    NodeZoneSpec spec = lenders == 0 ? null : described.get(zone);
    return spec != null && spec.lends() ? spec : null;
  }

  /** Whether jobs of another zone may ever use a zone's room. */
  public boolean lendsTo(String zone, String borrower) {
    NodeZoneSpec spec = lender(zone);
    return spec != null && spec.lendTo().contains(borrower);
  }

  /** Whether a zone that lends room keeps all that it has now, as its own jobs need it. */
  public boolean keepsItsRoom(String zone) {
    return kept.contains(zone);
  }

  /** Whether a zone is to keep its room now; returns whether that is news. */
  boolean keep(String zone, boolean value) {
    return value ? kept.add(zone) : kept.remove(zone);
  }

  /** Whether any node belongs to a zone. */
  public boolean exists(String zone) {
    return nodesByZone.containsKey(zone);
  }

  /** Nodes that pods may be placed on. */
  int open() {
    return open;
  }

  /** Whether an existing node takes no pods of ours, whatever is free there. */
  boolean isClosed(int node) {
    return closed.get(node);
  }

  /** Whether a node belongs to a zone that is not served here. */
  boolean isOutside(int node) {
    return outside.get(node);
  }

  /** Why a closed node of a zone served here takes nothing, in the words that people see. */
  String whyClosed(NodeSpec node) {
    String owner = node.owner();
    return owner != null && !owner.equals(scope.identity()) ? OWNED : CHANGES_HANDS;
  }

  /** Takes note of a zone's node that came; returns whether it is the first. */
  boolean enter(String zone) {
    return nodesByZone.merge(zone, 1, Integer::sum) == 1;
  }

  /** Takes note of a zone's node that went; returns whether it was the last. */
  boolean leave(String zone) {
    return nodesByZone.computeIfPresent(zone, (name, nodes) -> nodes == 1 ? null : nodes - 1)
        == null;
  }

  /** Whether a node is to be open, as it is described now. */
  boolean mayOpen(int node, NodeSpec spec) {
    outside.set(node, !scope.serves(spec.zone()));
    return scope.servesAll() ? spec.owner() == null : !outside.get(node) && granted.get(node);
  }

  void grant(int node, boolean value) {
    granted.set(node, value);
  }

  boolean isGranted(int node) {
    return granted.get(node);
  }

  /** Notes whether a node is open; one that is new counts as closed before. */
  void open(int node, boolean value) {
    open += value ? 1 : -1;
    closed.set(node, !value);
  }

  /** Begins to follow a node. */
  void add(int node) {
    closed.set(node);
  }

  /** Forgets a node that is gone, which must be closed. */
  void remove(int node) {
    closed.clear(node);
    outside.clear(node);
    granted.clear(node);
  }
}
