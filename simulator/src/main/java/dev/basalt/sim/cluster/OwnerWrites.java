package dev.basalt.sim.cluster;

import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodGroupSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes by which schedulers own nodes and gangs: only over what they have read, or what nobody
 * alive owns; and the Leases that say who is alive.
 */
final class OwnerWrites {
  private final SimulatedApiServer server;
  private final ObjectStore store;
  private final Map<String, Long> leases = new HashMap<>();
  private long terms;

  OwnerWrites(SimulatedApiServer server, ObjectStore store) {
    this.server = server;
    this.store = store;
  }

  /** Writes a node's owner, null for none, if the node still has a revision. */
  Reply setOwner(String name, String expectedRevision, @Nullable String owner) {
    StoredObject stored = store.get(ObjectKind.NODE, name);
    NodeSpec node = server.node(name);
    if (stored == null || node == null) {
      return Reply.notFound("NotFound", "nodes \"" + name + "\" not found");
    }
    if (!expectedRevision.equals(String.valueOf(stored.revision()))) {
      return Reply.conflict("the object has been modified");
    }
    server.putNode(node.toBuilder().owner(owner).build());
    return Reply.OK;
  }

  /** Writes a PodGroup's owner, unless it has one that lives. */
  Reply claimGroup(String key, String uid, String owner, Predicate<String> expired) {
    PodGroupSpec group = server.group(key);
    if (group == null || !group.uid().equals(uid)) {
      return Reply.notFound("NotFound", "podgroups \"" + key + "\" not found");
    }
    if (group.owner() != null && !expired.test(group.owner())) {
      return Reply.conflict("the object has been modified");
    }
    server.putGroup(group.toBuilder().owner(owner).build());
    return Reply.OK;
  }

  /** Takes a scheduler's name off a PodGroup. */
  Reply unclaimGroup(String key, String uid, String owner) {
    PodGroupSpec group = server.group(key);
    if (group == null || !group.uid().equals(uid) || !owner.equals(group.owner())) {
      return Reply.conflict("the object has been modified");
    }
    server.putGroup(group.toBuilder().owner(null).build());
    return Reply.OK;
  }

  /** Renews the Lease of a scheduler. */
  Reply renewLease(String owner) {
    leases.put(owner, store.nextRevision());
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
}
