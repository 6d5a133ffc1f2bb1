package dev.basalt.core.zone;

import dev.basalt.core.zone.OwnedNode.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which schedulers that share nothing but the API server hand nodes to each other:
 * told what happened and when, it says what to do next. Not thread-safe.
 *
 * <p>Why no node is ever used by two, and why none is overcommitted:
 *
 * <ul>
 *   <li>A scheduler uses a node only in the term of leadership in which it has written its name and
 *       the number of the term onto it, and not after it took the name off. Each such write names
 *       the version it replaces, so of two that want a node one fails, and so does a write that
 *       arrives late.
 *   <li>It takes its name off only once none of its bindings to the node is on its way. So whoever
 *       writes the next name finds every pod it bound in a list that is read after that.
 *   <li>It reads that list, and uses the node once its own engine knows each of those pods to be
 *       there, and the release delay has passed since: a pod that ended before left no trace in the
 *       list, but its node may hold its room for that long.
 *   <li>The name of another is overwritten only when the Lease under that name is dead ({@link
 *       OwnerWatch}): then its holder's term has ended, and in its next term it must write its name
 *       anew.
 *   <li>A binding names a node, not its UID: a node that comes after one of the same name is not
 *       claimed before a binding to the former one cannot arrive any more.
 * </ul>
 *
 * <p>What is not known is read; an answer that does not come is no answer, whatever it was to.
 */
public final class NodeOwnership {
  private final OwnershipSettings settings;
  private final OwnerWatch owners;
  private final Map<String, OwnedNode> nodes = new LinkedHashMap<>();
  private final Set<OwnedNode> busy = new LinkedHashSet<>();
  private final Map<Long, OwnedNode> pending = new HashMap<>();
  private final Map<String, Long> departed = new HashMap<>();
  private final List<OwnershipAction> outbox = new ArrayList<>();
  private long tickets;
  private long term;
  private boolean leading;

  /** Rules that know of no node yet, and do not lead. */
  public NodeOwnership(OwnershipSettings settings) {
    this.settings = settings;
    this.owners = new OwnerWatch(settings, () -> ++tickets);
  }

  // What happened.

  /** A node came or changed, by what a watch says, which may be old. */
  public void seen(String name, String uid, String zone, @Nullable String owner, long nowNanos) {
    OwnedNode node = nodes.get(name);
    if (node != null && !node.uid.equals(uid)) {
      gone(name, node.uid, nowNanos);
      node = null;
    }
    if (node == null) {
      node = new OwnedNode(name, uid, zone);
      node.notBeforeNanos = departed.getOrDefault(name, Long.MIN_VALUE);
      nodes.put(name, node);
    }
    node.zone = zone;
    node.owner = owner;
    owners.watch(owner);
    consider(node, nowNanos);
  }

  /** A node is gone. */
  public void gone(String name, String uid, long nowNanos) {
    OwnedNode node = nodes.get(name);
    if (node != null && node.uid.equals(uid)) {
      nodes.remove(name);
      busy.remove(node);
      node.enter(Phase.IDLE);
      departed.values().removeIf(until -> until <= nowNanos);
      departed.put(name, nowNanos + settings.bindTimeout().toNanos());
    }
  }

  /** Another scheduler's name was seen somewhere. */
  public void heardOf(String owner) {
    owners.watch(owner);
  }

  /** A term of leadership begins. */
  public void leads(long newTerm, long nowNanos) {
    lost();
    term = newTerm;
    leading = true;
    nodes.values().forEach(node -> consider(node, nowNanos));
  }

  /** The term of leadership is over: nothing is ours any more. */
  public void lost() {
    leading = false;
    for (OwnedNode node : nodes.values()) {
      if (node.phase == Phase.GRANTED || node.phase == Phase.OPEN) {
        outbox.add(new OwnershipAction.Withdraw(node.name, node.uid));
      }
      node.enter(Phase.IDLE);
    }
    busy.clear();
    pending.clear();
  }

  /** The engine uses a node from here on. */
  public void opened(String name, String uid) {
    OwnedNode node = node(name, uid);
    if (node != null && node.phase == Phase.GRANTED) {
      node.enter(Phase.OPEN);
    }
  }

  /** The engine has no binding to a node under way, and sends none any more. */
  public void drained(String name, String uid, long nowNanos) {
    OwnedNode node = node(name, uid);
    if (node != null && node.phase == Phase.DRAINING) {
      enter(node, Phase.RELEASING, nowNanos);
    }
  }

  // The answers.

  /** A node was read; null if there is none of that name. */
  public void read(long ticket, @Nullable NodeSight sight, long nowNanos) {
    OwnedNode node = answered(ticket);
    if (node == null || sight == null || !sight.uid().equals(node.uid)) {
      retryLater(node, nowNanos);
      return;
    }
    node.zone = sight.zone();
    node.owner = sight.owner();
    owners.watch(sight.owner());
    boolean ours = settings.identity().equals(sight.owner());
    if (node.phase == Phase.OPEN || node.phase == Phase.GRANTED || node.phase == Phase.CLAIMED) {
      node.inDoubt = false;
      if (!ours) {
        outbox.add(new OwnershipAction.Withdraw(node.name, node.uid));
        node.enter(Phase.IDLE);
      }
    } else if (node.phase == Phase.RELEASING && !ours) {
      node.enter(Phase.IDLE);
    } else if (mayBeTaken(node)) {
      node.version = sight.version();
      node.wasOurs = ours;
    }
    consider(node, nowNanos);
  }

  /** A request for a node failed: nothing is known. */
  public void failed(long ticket, long nowNanos) {
    retryLater(answered(ticket), nowNanos);
  }

  /** A claim or a release was answered. */
  public void written(long ticket, Written outcome, long nowNanos) {
    OwnedNode node = answered(ticket);
    if (node == null) {
      return;
    }
    node.version = null;
    if (outcome == Written.UNKNOWN) {
      retryLater(node, nowNanos);
    } else if (outcome == Written.DONE && node.phase == Phase.RELEASING) {
      node.owner = null;
      node.enter(Phase.IDLE);
      consider(node, nowNanos);
    } else if (outcome == Written.DONE) {
      node.owner = settings.identity();
      enter(node, Phase.CLAIMED, nowNanos);
    }
  }

  /** The pods that are bound to a node were read. */
  public void listed(long ticket, Set<String> podUids, long nowNanos) {
    OwnedNode node = answered(ticket);
    if (node != null && node.phase == Phase.CLAIMED) {
      outbox.add(
          new OwnershipAction.Grant(node.name, node.uid, Set.copyOf(podUids), !node.wasOurs));
      enter(node, Phase.GRANTED, nowNanos + settings.retryPeriod().toNanos());
    }
  }

  /** An owner's Lease was read; null where that failed. */
  public void leaseRead(long ticket, @Nullable LeaseSight sight, long nowNanos) {
    if (owners.read(ticket, sight, nowNanos)) {
      outbox.add(new OwnershipAction.Expired(owners.dead()));
      nodes.values().forEach(node -> consider(node, nowNanos));
    }
  }

  // What to do.

  /** What is to be done now, the engine's orders first. */
  public List<OwnershipAction> due(long nowNanos) {
    OwnershipAction lease = owners.next(nowNanos);
    for (; lease != null; lease = owners.next(nowNanos)) {
      outbox.add(lease);
    }
    for (OwnedNode node : List.copyOf(busy)) {
      if (pending.size() < OwnershipSettings.MOST_REQUESTS
          && node.ticket == 0
          && nowNanos >= node.notBeforeNanos) {
        step(node, nowNanos);
      }
    }
    List<OwnershipAction> actions = List.copyOf(outbox);
    outbox.clear();
    return actions;
  }

  /** When {@link #due} has more to say even if nothing happens, {@link Long#MAX_VALUE} if never. */
  public long nextNanos() {
    long next = outbox.isEmpty() ? owners.nextNanos() : Long.MIN_VALUE;
    if (pending.size() < OwnershipSettings.MOST_REQUESTS) {
      for (OwnedNode node : busy) {
        next = node.ticket == 0 ? Math.min(next, node.notBeforeNanos) : next;
      }
    }
    return next;
  }

  /** Whether an owner was found dead. */
  public boolean isExpired(String owner) {
    return owners.isDead(owner);
  }

  /** Nodes that the engine uses. */
  public int open() {
    return (int) nodes.values().stream().filter(node -> node.phase == Phase.OPEN).count();
  }

  /**
   * Nodes of our zones that a living scheduler has kept from us for a while, with its name: most
   * often two were told to serve the same zone.
   */
  public Map<String, String> conflicts(long nowNanos) {
    Map<String, String> conflicts = new TreeMap<>();
    long patience = settings.retryPeriod().toNanos() * 5;
    for (OwnedNode node : nodes.values()) {
      String owner = node.owner;
      if (leading
          && node.phase == Phase.WANTED
          && owner != null
          && !mayBeTaken(node)
          && nowNanos - node.wantedSinceNanos >= patience) {
        conflicts.put(node.name, owner);
      }
    }
    return conflicts;
  }

  /** Brings a node's phase in step with what is known of it. */
  private void consider(OwnedNode node, long nowNanos) {
    if (!leading) {
      return;
    }
    boolean served = settings.zones().contains(node.zone);
    boolean ours = settings.identity().equals(node.owner);
    switch (node.phase) {
      case IDLE -> {
        if (served) {
          enter(node, Phase.WANTED, Math.max(nowNanos, node.notBeforeNanos));
        } else if (ours) {
          withdraw(node);
        }
      }
      case WANTED -> {
        if (!served) {
          node.enter(Phase.IDLE);
          consider(node, nowNanos);
        }
      }
      case CLAIMED, GRANTED, OPEN -> {
        if (!served) {
          withdraw(node);
        } else if (!ours) {
          node.inDoubt = true;
        }
      }
      case DRAINING, RELEASING -> {}
    }
    boolean blocked = node.phase == Phase.WANTED && !mayBeTaken(node);
    if (node.phase == Phase.IDLE || blocked) {
      // Its owner's death, or a change of the node, brings it back here.
      busy.remove(node);
    } else {
      busy.add(node);
    }
  }

  private void withdraw(OwnedNode node) {
    outbox.add(new OwnershipAction.Withdraw(node.name, node.uid));
    node.enter(Phase.DRAINING);
  }

  private void step(OwnedNode node, long nowNanos) {
    switch (node.phase) {
      case WANTED -> {
        if (!mayBeTaken(node)) {
          busy.remove(node);
        } else if (node.version == null) {
          request(node, new OwnershipAction.Read(node.name, ++tickets));
        } else {
          request(node, new OwnershipAction.Claim(node.name, node.version, term, ++tickets));
        }
      }
      case CLAIMED -> request(node, new OwnershipAction.ListPods(node.name, ++tickets));
      case GRANTED -> {
        // A pod of the list was gone before the engine heard of it: only another list can tell.
        enter(node, Phase.CLAIMED, nowNanos);
        step(node, nowNanos);
      }
      case OPEN -> {
        if (node.inDoubt) {
          request(node, new OwnershipAction.Read(node.name, ++tickets));
        } else {
          busy.remove(node);
        }
      }
      case RELEASING -> {
        if (node.version == null) {
          request(node, new OwnershipAction.Read(node.name, ++tickets));
        } else if (settings.zones().contains(node.zone)) {
          enter(node, Phase.WANTED, nowNanos);
        } else {
          request(node, new OwnershipAction.Release(node.name, node.version, ++tickets));
        }
      }
      case IDLE, DRAINING -> busy.remove(node);
    }
  }

  private boolean mayBeTaken(OwnedNode node) {
    String owner = node.owner;
    return owner == null || owner.equals(settings.identity()) || owners.isDead(owner);
  }

  private void request(OwnedNode node, OwnershipAction action) {
    node.ticket = tickets;
    pending.put(tickets, node);
    outbox.add(action);
  }

  /** The node that waits for an answer; null where it waits no longer. */
  private @Nullable OwnedNode answered(long ticket) {
    OwnedNode node = pending.remove(ticket);
    if (node == null || node.ticket != ticket || nodes.get(node.name) != node) {
      return null;
    }
    node.ticket = 0;
    return node;
  }

  private void retryLater(@Nullable OwnedNode node, long nowNanos) {
    if (node != null) {
      node.version = null;
      node.notBeforeNanos = nowNanos + settings.retryPeriod().toNanos();
    }
  }

  private void enter(OwnedNode node, Phase phase, long notBeforeNanos) {
    node.enter(phase);
    node.notBeforeNanos = notBeforeNanos;
    node.wantedSinceNanos = notBeforeNanos;
    busy.add(node);
  }

  private @Nullable OwnedNode node(String name, String uid) {
    OwnedNode node = nodes.get(name);
    return node != null && node.uid.equals(uid) ? node : null;
  }
}
