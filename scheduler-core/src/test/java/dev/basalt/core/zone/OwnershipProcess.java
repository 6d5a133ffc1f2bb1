package dev.basalt.core.zone;

import static dev.basalt.core.zone.OwnershipWorld.BIND;
import static dev.basalt.core.zone.OwnershipWorld.CAPACITY;
import static dev.basalt.core.zone.OwnershipWorld.LEASE;
import static dev.basalt.core.zone.OwnershipWorld.MILLI;
import static dev.basalt.core.zone.OwnershipWorld.RELEASE_DELAY;
import static dev.basalt.core.zone.OwnershipWorld.RENEW_DEADLINE;

import dev.basalt.core.zone.OwnershipWorld.Fault;
import dev.basalt.core.zone.OwnershipWorld.Lease;
import dev.basalt.core.zone.OwnershipWorld.ServerNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One scheduler process: the rules under test, and an engine that binds as much as it may. */
final class OwnershipProcess {
  private record Opening(String uid, long at) {}

  final String identity;
  boolean alive = true;
  private final OwnershipWorld world;
  private final NodeOwnership rules;
  private final Map<String, String> open = new TreeMap<>();
  private final Map<String, OwnershipAction.Grant> granted = new TreeMap<>();
  private final Map<String, Opening> waiting = new TreeMap<>();
  private final Map<String, String> draining = new TreeMap<>();
  private final Map<String, Integer> inFlight = new HashMap<>();
  private final Map<String, String> known = new HashMap<>();
  private long nodeFeed;
  private long podFeed;
  private long cutOffUntil;
  private long renewed = Long.MIN_VALUE / 2;
  private boolean leading;
  private int pods;

  OwnershipProcess(OwnershipWorld world, String identity) {
    this.world = world;
    this.identity = identity;
    rules = new NodeOwnership(world.settings(identity));
  }

  void start() {
    world.nodes.values().forEach(this::nodeChanged);
    world.bound.forEach(this::podBound);
    world.after(RELEASE_DELAY + 1000 * MILLI, this::contend);
    turn();
  }

  void die() {
    alive = false;
  }

  void cutOff(long time) {
    cutOffUntil = world.now + time;
  }

  /** No pod is heard of for a while; then all that happened meanwhile is. */
  void breakPodWatch(long time) {
    podFeed = Math.max(podFeed, world.now + time);
  }

  boolean uses(ServerNode node) {
    return node.uid.equals(open.get(node.name)) && leading;
  }

  // Its feeds: late, each in its order.

  void nodeChanged(ServerNode node) {
    String zone = node.zone;
    String owner = node.owner;
    String uid = node.uid;
    String name = node.name;
    nodeFeed = Math.max(nodeFeed, arrival());
    at(nodeFeed, () -> rules.seen(name, uid, zone, owner, world.now));
  }

  void nodeGone(String name, String uid) {
    nodeFeed = Math.max(nodeFeed, arrival());
    at(
        nodeFeed,
        () -> {
          open.remove(name, uid);
          granted.remove(name);
          waiting.remove(name);
          rules.gone(name, uid, world.now);
        });
  }

  void podBound(String pod, String node) {
    podFeed = Math.max(podFeed, arrival());
    at(podFeed, () -> known.put(pod, node));
  }

  void podEnded(String pod, String node) {
    podFeed = Math.max(podFeed, arrival());
    at(podFeed, () -> at(world.now + RELEASE_DELAY, () -> known.remove(pod)));
  }

  /** Nothing arrives while it is cut off. */
  private long arrival() {
    return Math.max(world.now, cutOffUntil) + world.way();
  }

  private void at(long time, Runnable what) {
    world.after(
        Math.max(0, time - world.now),
        () -> {
          if (alive) {
            what.run();
          }
        });
  }

  // Its Lease.

  private void contend() {
    if (!alive) {
      return;
    }
    Lease lease = world.leases.computeIfAbsent(identity, unseen -> new Lease());
    boolean reaches = world.now >= cutOffUntil;
    if (leading && world.now - renewed >= RENEW_DEADLINE) {
      leading = false;
      open.clear();
      granted.clear();
      waiting.clear();
      rules.lost();
    }
    if (reaches && leading) {
      renewed = world.now;
      lease.renewed = world.now;
      lease.version++;
    } else if (reaches && world.now - lease.renewed >= LEASE) {
      renewed = world.now;
      lease.renewed = world.now;
      lease.version++;
      leading = true;
      rules.leads(++lease.terms, world.now);
    }
    at(world.now + 500 * MILLI, this::contend);
  }

  // Its loop.

  private void turn() {
    if (!alive) {
      return;
    }
    for (OwnershipAction action : rules.due(world.now)) {
      perform(action);
    }
    openWhatIsKnown();
    draining
        .entrySet()
        .removeIf(node -> {
          boolean early = world.fault == Fault.GIVEN_BACK_EARLY;
          boolean drained = early || inFlight.getOrDefault(node.getKey(), 0) == 0;
          if (drained) {
            rules.drained(node.getKey(), node.getValue(), world.now);
          }
          return drained;
        });
    place();
    at(world.now + world.random.nextLong(1, 20) * MILLI, this::turn);
  }

  private void openWhatIsKnown() {
    granted
        .entrySet()
        .removeIf(entry -> {
          OwnershipAction.Grant grant = entry.getValue();
          boolean seen = grant.pods().stream().allMatch(pod -> grant.node().equals(known.get(pod)));
          if (!seen && world.fault != Fault.USED_UNSEEN) {
            return false;
          }
          long delay = grant.fresh() ? RELEASE_DELAY : 0;
          waiting.put(grant.node(), new Opening(grant.uid(), world.now + delay));
          return true;
        });
    waiting
        .entrySet()
        .removeIf(entry -> {
          boolean opens = world.now >= entry.getValue().at();
          if (opens) {
            open.put(entry.getKey(), entry.getValue().uid());
            rules.opened(entry.getKey(), entry.getValue().uid());
          }
          return opens;
        });
  }

  private void place() {
    for (String node : open.keySet()) {
      long held = known.values().stream().filter(node::equals).count();
      while (leading && held < CAPACITY && world.random.nextInt(4) > 0) {
        held++;
        send(identity + world.processes.indexOf(this) + "-" + pods++, node);
      }
    }
  }

  private void send(String pod, String node) {
    known.put(pod, node);
    inFlight.merge(node, 1, Integer::sum);
    at(
        world.now + world.random.nextLong(3) * MILLI,
        () -> {
          if (world.now - renewed >= RENEW_DEADLINE - BIND) {
            answer(pod, node, false);
            return;
          }
          boolean lost = world.lost() || world.now < cutOffUntil;
          long way = world.random.nextInt(15) == 0 ? world.random.nextLong(BIND) : world.way();
          boolean arrives = !lost || world.random.nextBoolean();
          world.after(
              way,
              () -> {
                if (arrives) {
                  world.bind(pod, node);
                }
              });
          // An answer that is lost is read back, once the binding cannot arrive any more.
          long until = lost ? BIND + world.way() : way + world.way();
          at(world.now + until, () -> answer(pod, node, arrives));
        });
  }

  private void answer(String pod, String node, boolean accepted) {
    inFlight.merge(node, -1, Integer::sum);
    if (!accepted) {
      known.remove(pod);
    }
  }

  // What the rules ask for.

  private void perform(OwnershipAction action) {
    switch (action) {
      case OwnershipAction.Read(var node, var ticket) ->
          call(
              () -> {
                ServerNode there = world.nodes.get(node);
                NodeSight sight =
                    there == null
                        ? null
                        : new NodeSight(
                            there.uid, there.zone, there.owner, String.valueOf(there.version));
                return () -> rules.read(ticket, sight, world.now);
              },
              () -> rules.failed(ticket, world.now));
      case OwnershipAction.Claim(var node, var version, var term, var ticket) ->
          write(node, version, identity, ticket);
      case OwnershipAction.Release(var node, var version, var ticket) ->
          write(node, version, "", ticket);
      case OwnershipAction.ListPods(var node, var ticket) ->
          call(
              () -> {
                Set<String> there = new HashSet<>();
                world.bound.forEach((pod, on) -> {
                  if (on.equals(node)) {
                    there.add(pod);
                  }
                });
                return () -> rules.listed(ticket, there, world.now);
              },
              () -> rules.failed(ticket, world.now));
      case OwnershipAction.ReadLease(var owner, var ticket) ->
          call(
              () -> {
                Lease lease = world.leases.get(owner);
                LeaseSight sight =
                    lease == null
                        ? LeaseSight.ABSENT
                        : new LeaseSight(String.valueOf(lease.version), false, LEASE);
                return () -> rules.leaseRead(ticket, sight, world.now);
              },
              () -> rules.leaseRead(ticket, null, world.now));
      case OwnershipAction.Grant grant -> {
        if (!waiting.containsKey(grant.node())) {
          granted.put(grant.node(), grant);
        }
      }
      case OwnershipAction.Withdraw(var node, var uid) -> {
        open.remove(node, uid);
        granted.remove(node);
        waiting.remove(node);
        draining.put(node, uid);
      }
      case OwnershipAction.Expired expired -> {}
    }
  }

  private void write(String node, String version, String owner, long ticket) {
    call(
        () -> {
          boolean done = world.write(node, version, owner.isEmpty() ? null : owner);
          return () -> rules.written(ticket, done ? Written.DONE : Written.CONFLICT, world.now);
        },
        () -> rules.written(ticket, Written.UNKNOWN, world.now));
  }

  /** What the server does with a request, and what is done with its answer. */
  @FunctionalInterface
  private interface Request {
    Runnable arrive();
  }

  private void call(Request request, Runnable failure) {
    boolean unanswered = world.lost() || world.now < cutOffUntil;
    boolean arrives = !unanswered || world.random.nextBoolean();
    long way = world.way();
    world.after(
        way,
        () -> {
          Runnable answer = arrives ? request.arrive() : failure;
          if (!unanswered) {
            at(world.now + world.way(), answer);
          }
        });
    if (unanswered) {
      at(world.now + 1000 * MILLI, failure);
    }
  }
}
