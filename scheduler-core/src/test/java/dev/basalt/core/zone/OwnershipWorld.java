package dev.basalt.core.zone;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An API server with nodes, and schedulers that hand them to each other by the rules under test,
 * over a network that delays and loses: nodes change zone while pods are bound to them, come anew
 * under old names, schedulers die, stall and come back.
 */
final class OwnershipWorld {
  static final long MILLI = 1_000_000L;
  static final long BIND = 2_000 * MILLI;
  static final long LEASE = 6_000 * MILLI;
  static final long RENEW_DEADLINE = 4_000 * MILLI;
  static final long RELEASE_DELAY = 1_000 * MILLI;
  static final long LINGERS = 900 * MILLI;
  static final int CAPACITY = 4;

  /** What is planted wrong. */
  enum Fault {
    NONE,
    /** The engine uses a node without knowing what is bound there. */
    USED_UNSEEN,
    /** A node is given back with bindings on their way. */
    GIVEN_BACK_EARLY,
    /** Writes do not compare the version. */
    NO_COMPARISON
  }

  /** A node at the API server. */
  static final class ServerNode {
    final String name;
    final String uid;
    String zone;
    @Nullable String owner;
    long version;

    ServerNode(String name, String uid, String zone, long version) {
      this.name = name;
      this.uid = uid;
      this.zone = zone;
      this.version = version;
    }
  }

  /** A scheduler instance's Lease. */
  static final class Lease {
    long version = 1;
    long renewed = -LEASE;
    long terms;
  }

  private record Event(long at, long number, Runnable what) {}

  final SplittableRandom random;
  final Fault fault;
  final Map<String, ServerNode> nodes = new TreeMap<>();
  final Map<String, String> bound = new TreeMap<>();
  final Map<String, Long> lingering = new HashMap<>();
  final Map<String, String> lingersOn = new HashMap<>();
  final Map<String, Lease> leases = new HashMap<>();
  final Map<String, Set<String>> zonesOf = new LinkedHashMap<>();
  final List<OwnershipProcess> processes = new ArrayList<>();
  final Set<String> problems = new LinkedHashSet<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  long now;
  long handovers;
  boolean quiet;
  private long numbers;
  private long revision;
  private int uids;

  OwnershipWorld(long seed, Fault fault) {
    random = new SplittableRandom(seed);
    this.fault = fault;
    zonesOf.put("ns/x", Set.of("a"));
    zonesOf.put("ns/y", Set.of("b"));
    if (random.nextInt(3) == 0) {
      zonesOf.put("ns/z", Set.of("b", "c"));
    }
  }

  void run() {
    int count = random.nextInt(1, 5);
    for (int i = 0; i < count; i++) {
      createNode("n" + i);
    }
    zonesOf
        .keySet()
        .forEach(identity -> after(random.nextLong(2900) * MILLI, () -> start(identity)));
    for (int i = 0; i < 60; i++) {
      after(random.nextLong(3_000, 60_000) * MILLI, this::trouble);
    }
    advance(60_000 * MILLI);
    quiet = true;
    advance(60_000 * MILLI);
    checkRest();
  }

  void after(long delay, Runnable what) {
    events.add(new Event(now + delay, numbers++, what));
  }

  /** How long a message takes; seldom very long. */
  long way() {
    return (random.nextInt(20) == 0 && !quiet ? random.nextLong(900) : random.nextLong(1, 12))
        * MILLI;
  }

  boolean lost() {
    return !quiet && random.nextInt(12) == 0;
  }

  OwnershipSettings settings(String identity) {
    return new OwnershipSettings(
        zonesOf.getOrDefault(identity, Set.of()),
        identity,
        Duration.ofNanos(LEASE),
        Duration.ofNanos(BIND),
        Duration.ofMillis(500));
  }

  // The API server.

  void changed(ServerNode node) {
    node.version = ++revision;
    processes.forEach(process -> process.nodeChanged(node));
  }

  boolean write(String name, String version, @Nullable String owner) {
    ServerNode node = nodes.get(name);
    boolean same = node != null && version.equals(String.valueOf(node.version));
    if (node == null || (!same && fault != Fault.NO_COMPARISON)) {
      return false;
    }
    handovers += owner != null && !owner.equals(node.owner) ? 1 : 0;
    node.owner = owner;
    changed(node);
    return true;
  }

  void bind(String pod, String nodeName) {
    if (!nodes.containsKey(nodeName)) {
      return;
    }
    bound.put(pod, nodeName);
    long held = bound.values().stream().filter(nodeName::equals).count();
    long ending =
        lingersOn.entrySet().stream()
            .filter(entry -> entry.getValue().equals(nodeName))
            .filter(entry -> lingering.getOrDefault(entry.getKey(), 0L) > now)
            .count();
    if (held + ending > CAPACITY) {
      problems.add("overcommitted: " + nodeName + " at " + now / MILLI);
    }
    processes.forEach(process -> process.podBound(pod, nodeName));
    if (random.nextInt(3) > 0) {
      after(random.nextLong(200, 6000) * MILLI, () -> end(pod));
    }
  }

  private void end(String pod) {
    String node = bound.remove(pod);
    if (node != null) {
      lingersOn.put(pod, node);
      lingering.put(pod, now + random.nextLong(LINGERS));
      processes.forEach(process -> process.podEnded(pod, node));
    }
  }

  // What people do.

  private void createNode(String name) {
    ServerNode node = new ServerNode(name, "uid-" + uids++, zone(), ++revision);
    nodes.put(name, node);
    changed(node);
  }

  private String zone() {
    return random.nextInt(4) == 0 ? "c" : random.nextBoolean() ? "a" : "b";
  }

  private void trouble() {
    List<String> names = List.copyOf(nodes.keySet());
    String name = names.get(random.nextInt(names.size()));
    switch (random.nextInt(10)) {
      case 0 -> {
        ServerNode former = Objects.requireNonNull(nodes.remove(name));
        // The pods of a node that is replaced are gone with it.
        new TreeSet<>(bound.keySet())
            .stream()
                .filter(p -> name.equals(bound.get(p)))
                .forEach(pod -> {
                  bound.remove(pod);
                  processes.forEach(process -> process.podEnded(pod, name));
                });
        processes.forEach(process -> process.nodeGone(name, former.uid));
        lingersOn.values().removeIf(name::equals);
        createNode(name);
      }
      case 1 -> {
        OwnershipProcess process = processes.get(random.nextInt(processes.size()));
        process.die();
        String identity = process.identity;
        after(random.nextLong(9000) * MILLI, () -> start(identity));
      }
      case 2 ->
          processes.get(random.nextInt(processes.size())).cutOff(random.nextLong(9000) * MILLI);
      case 3 ->
          processes
              .get(random.nextInt(processes.size()))
              .breakPodWatch(random.nextLong(5000) * MILLI);
      default -> {
        ServerNode node = nodes.get(name);
        if (node != null) {
          node.zone = zone();
          changed(node);
        }
      }
    }
  }

  private void start(String identity) {
    if (processes.stream()
        .noneMatch(process -> process.alive && process.identity.equals(identity))) {
      OwnershipProcess process = new OwnershipProcess(this, identity);
      processes.add(process);
      process.start();
    }
  }

  private void advance(long time) {
    long end = now + time;
    while (!events.isEmpty() && events.peek().at() <= end) {
      Event event = events.remove();
      now = Math.max(now, event.at());
      event.what().run();
    }
    now = end;
  }

  /** In the end each node is used by one that serves its zone, if any does. */
  private void checkRest() {
    for (ServerNode node : nodes.values()) {
      List<String> users =
          processes.stream()
              .filter(process -> process.alive && process.uses(node))
              .map(process -> process.identity)
              .toList();
      boolean wanted = zonesOf.values().stream().anyMatch(zones -> zones.contains(node.zone));
      if (users.size() != (wanted ? 1 : 0)) {
        problems.add("at rest " + node.name + " of zone " + node.zone + " is used by " + users);
      }
    }
  }
}
