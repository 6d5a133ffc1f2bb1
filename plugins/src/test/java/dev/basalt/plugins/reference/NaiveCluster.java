package dev.basalt.plugins.reference;

import static dev.basalt.core.event.Taint.Effect.PREFER_NO_SCHEDULE;

import dev.basalt.core.event.Taint;
import dev.basalt.plugins.reference.NaivePod.Standing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Nodes, pods and jobs in plain maps; every sum is added up when it is asked for. */
final class NaiveCluster {
  static final long RELEASE_NANOS = 1_000_000_000L;
  private static final long FOR_GOOD = Long.MAX_VALUE;

  /** Room that a pod takes up on a node, until a time. */
  private record Hold(String node, NaivePod pod, long untilNanos) {}

  final Map<String, NaiveNode> nodes = new TreeMap<>();
  final Map<String, NaivePod> pods = new TreeMap<>();
  final Map<String, NaiveJob> jobs = new TreeMap<>();

  /** Weights of the queues that exist. */
  final Map<String, Integer> queues = new TreeMap<>();

  /** Quotas by namespace. */
  final Map<String, Map<String, Long>> quotas = new TreeMap<>();

  /** Those for which room was kept in the last round, in vain. */
  List<NaivePod> reservedBefore = new ArrayList<>();

  private final List<Hold> holds = new ArrayList<>();
  private final Deque<Integer> freeIds = new ArrayDeque<>();
  private final boolean spreads;
  final boolean sharesByUser;
  private int ids;

  /**
   * An empty cluster.
   *
   * @param spreads whether emptier nodes are better, rather than fuller ones
   * @param sharesByUser whether the users of a queue, who are namespaces, are served by their
   *     shares
   */
  NaiveCluster(boolean spreads, boolean sharesByUser) {
    this.spreads = spreads;
    this.sharesByUser = sharesByUser;
  }

  // What happens.

  NaiveNode addNode(
      String name,
      String uid,
      Map<String, Long> allocatable,
      Map<String, String> labels,
      List<Taint> taints) {
    if (nodes.containsKey(name)) {
      removeNode(name);
    }
    int id = freeIds.isEmpty() ? ids++ : freeIds.pop();
    return putNode(new NaiveNode(name, id, uid, allocatable, labels, taints, false));
  }

  NaiveNode putNode(NaiveNode node) {
    nodes.put(node.name(), node);
    somethingHappened();
    return node;
  }

  void removeNode(String name) {
    NaiveNode node = nodes.remove(name);
    if (node != null) {
      freeIds.push(node.id());
      holds.removeIf(hold -> hold.node().equals(name) && hold.untilNanos() != FOR_GOOD);
      somethingHappened();
    }
  }

  void addPod(NaivePod pod, NaiveJob job) {
    pods.put(pod.name, pod);
    if (!pod.foreign) {
      jobs.putIfAbsent(job.name, job);
      job.enter(pod);
    }
    if (pod.shownNode != null) {
      hold(pod, pod.shownNode);
      pod.standing = Standing.RUNNING;
    }
  }

  @Nullable NaiveJob jobOf(NaivePod pod) {
    return jobs.get(pod.group == null ? pod.name : pod.group);
  }

  void touched(NaivePod pod) {
    NaiveJob job = jobOf(pod);
    if (job != null && !pod.foreign) {
      job.parked = false;
    }
  }

  void ended(NaivePod pod, boolean well, long now) {
    pod.standing = well ? Standing.SUCCEEDED : Standing.FAILED;
    releaseAt(pod, now + RELEASE_NANOS);
    somethingHappened();
  }

  void gone(NaivePod pod, long now) {
    pods.remove(pod.name);
    boolean ended = pod.standing == Standing.SUCCEEDED || pod.standing == Standing.FAILED;
    if (!ended) {
      long grace = pod.deleting ? 0 : NaivePod.GRACE_MILLIS * 1_000_000;
      releaseAt(pod, now + grace + RELEASE_NANOS);
    }
    leaveJob(pod);
    somethingHappened();
  }

  void leaveJob(NaivePod pod) {
    NaiveJob job = jobOf(pod);
    if (job != null && !pod.foreign) {
      job.leave(pod);
      if (job.pods.isEmpty() && (job.bare || !job.known)) {
        jobs.remove(job.name);
      }
    }
  }

  void refused(NaivePod pod, long now) {
    pod.unanswered = false;
    pod.notBeforeNanos = now + (100_000_000L << Math.min(pod.refusals, 7));
    pod.refusals++;
    unplace(pod);
    somethingHappened();
  }

  /** Every job is worth trying again. */
  void somethingHappened() {
    jobs.values().forEach(job -> job.parked = false);
  }

  void releaseDue(long now) {
    if (holds.removeIf(hold -> hold.untilNanos() <= now)) {
      somethingHappened();
    }
  }

  // What is decided.

  void place(NaivePod pod, NaiveNode node, Standing standing) {
    hold(pod, node.name());
    pod.standing = standing;
  }

  void unplace(NaivePod pod) {
    holds.removeIf(hold -> hold.pod() == pod);
    pod.standing = Standing.PENDING;
  }

  // What holds now.

  long used(NaiveNode node, String resource) {
    long used = 0;
    for (Hold hold : holds) {
      if (hold.node().equals(node.name())) {
        used += hold.pod().takes().getOrDefault(resource, 0L);
      }
    }
    return used;
  }

  /** Null if its namespace lets the pod be placed now, else what there is too little of. */
  @Nullable String quotaObjection(NaivePod pod) {
    for (Map.Entry<String, Long> limit : quotas.getOrDefault(pod.namespace, Map.of()).entrySet()) {
      long held = 0;
      for (NaivePod other : pods.values()) {
        if (other.namespace.equals(pod.namespace) && other.standing.holdsShare()) {
          held += other.takes().getOrDefault(limit.getKey(), 0L);
        }
      }
      long asked = pod.takes().getOrDefault(limit.getKey(), 0L);
      if (asked > 0 && held + asked > limit.getValue()) {
        return "quota of " + limit.getKey();
      }
    }
    return null;
  }

  /** Null if the node takes the pod now, else the first thing that speaks against it. */
  @Nullable String objection(NaivePod pod, NaiveNode node) {
    for (Map.Entry<String, Long> asked : pod.takes().entrySet()) {
      long allocatable = node.allocatable().getOrDefault(asked.getKey(), 0L);
      if (used(node, asked.getKey()) + asked.getValue() > allocatable) {
        return "insufficient " + asked.getKey();
      }
    }
    if (node.cordoned()) {
      return "cordoned";
    }
    for (Taint taint : node.taints()) {
      if (taint.effect() != PREFER_NO_SCHEDULE && !pod.tolerated.contains(taint.key())) {
        return "taint " + taint.key();
      }
    }
    for (Map.Entry<String, String> wanted : pod.selector.entrySet()) {
      if (!wanted.getValue().equals(node.labels().get(wanted.getKey()))) {
        return "label " + wanted.getKey();
      }
    }
    for (Hold hold : holds) {
      if (hold.node().equals(node.name()) && pod.port != 0 && hold.pod().port == pod.port) {
        return "port taken by " + hold.pod();
      }
    }
    return peerObjection(pod, node);
  }

  /** Null if neither the pod keeps away from pods near the node, nor one of these from it. */
  private @Nullable String peerObjection(NaivePod pod, NaiveNode node) {
    for (Hold hold : holds) {
      NaivePod other = hold.pod();
      NaiveNode there = nodes.get(hold.node());
      if (there == null || !pods.containsKey(other.name) || other.phase.terminal()) {
        continue;
      }
      if (pod.avoids(other) && near(pod.apartBy, node, there)) {
        return "keeps away from " + other;
      }
      if (other.avoids(pod) && near(other.apartBy, node, there)) {
        return "is kept away by " + other;
      }
    }
    return null;
  }

  private static boolean near(String key, NaiveNode node, NaiveNode other) {
    String value = node.labels().get(key);
    return value != null && value.equals(other.labels().get(key));
  }

  /** Looks at every node: the best that takes the pod, the lowest id of equals, null if none. */
  @Nullable NaiveNode best(NaivePod pod) {
    NaiveNode best = null;
    double bestScore = 0;
    for (NaiveNode node : nodes.values()) {
      if (objection(pod, node) != null) {
        continue;
      }
      double score = score(pod, node);
      if (best == null || score > bestScore || (score == bestScore && node.id() < best.id())) {
        best = node;
        bestScore = score;
      }
    }
    return best;
  }

  /** The documented formulas of nodeorder and binpack with the weights that the runs use. */
  double score(NaivePod pod, NaiveNode node) {
    long untolerated =
        node.taints().stream()
            .filter(taint -> taint.effect() == PREFER_NO_SCHEDULE)
            .filter(taint -> !pod.tolerated.contains(taint.key()))
            .count();
    double preference = 3 * (100.0 / (1 + untolerated));
    return preference + (spreads ? emptiness(pod, node) : fullness(pod, node));
  }

  private double fullness(NaivePod pod, NaiveNode node) {
    double sum = 0;
    double weights = 0;
    for (String resource : List.of("cpu", "memory")) {
      long asked = pod.requests.getOrDefault(resource, 0L);
      if (asked > 0) {
        weights += 1;
        sum +=
            (double) (used(node, resource) + asked) / node.allocatable().getOrDefault(resource, 0L);
      }
    }
    return weights == 0 ? 0 : 100 * sum / weights;
  }

  private double emptiness(NaivePod pod, NaiveNode node) {
    double cpu = filled(pod, node, "cpu");
    double memory = filled(pod, node, "memory");
    double free = (Math.max(0, 1 - cpu) + Math.max(0, 1 - memory)) / 2;
    double imbalance = Math.abs(Math.min(1, cpu) - Math.min(1, memory)) / 2;
    return 100 * (free + (1 - imbalance));
  }

  private double filled(NaivePod pod, NaiveNode node, String resource) {
    long asked = used(node, resource) + pod.requests.getOrDefault(resource, 0L);
    long allocatable = node.allocatable().getOrDefault(resource, 0L);
    return allocatable == 0 ? 2 : (double) asked / allocatable;
  }

  /** Pods that count towards a queue's share. */
  long podsHeld(String queue) {
    return pods.values().stream()
        .filter(pod -> !pod.foreign && pod.queue.equals(queue))
        .filter(pod -> pod.standing.holdsShare())
        .count();
  }

  /** The largest part of what all nodes have that a namespace's pods in a queue hold. */
  double dominantShare(String queue, String namespace) {
    Map<String, Long> held = new TreeMap<>();
    for (NaivePod pod : pods.values()) {
      boolean counts = !pod.foreign && pod.queue.equals(queue) && pod.namespace.equals(namespace);
      if (counts && pod.standing.holdsShare()) {
        pod.takes().forEach((resource, amount) -> held.merge(resource, amount, Long::sum));
      }
    }
    double share = 0;
    for (Map.Entry<String, Long> entry : held.entrySet()) {
      long total = 0;
      for (NaiveNode node : nodes.values()) {
        total += node.allocatable().getOrDefault(entry.getKey(), 0L);
      }
      share = total == 0 ? share : Math.max(share, (double) entry.getValue() / total);
    }
    return share;
  }

  /** The node on which a pod holds room, null if it holds none. */
  @Nullable String nodeOf(NaivePod pod) {
    return holds.stream()
        .filter(hold -> hold.pod() == pod)
        .map(Hold::node)
        .findFirst()
        .orElse(null);
  }

  private void hold(NaivePod pod, String node) {
    holds.add(new Hold(node, pod, FOR_GOOD));
  }

  private void releaseAt(NaivePod pod, long nanos) {
    List<Hold> of = holds.stream().filter(hold -> hold.pod() == pod).toList();
    holds.removeAll(of);
    for (Hold hold : of) {
      if (nodes.containsKey(hold.node())) {
        holds.add(new Hold(hold.node(), pod, nanos));
      }
    }
  }
}
