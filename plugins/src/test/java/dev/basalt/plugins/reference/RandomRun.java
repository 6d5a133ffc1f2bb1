package dev.basalt.plugins.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.event.Taint;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.plugins.reference.NaivePod.Standing;
import dev.basalt.properties.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Lets the same random things happen to an engine and to a naive cluster. */
final class RandomRun {
  private static final List<String> NAMESPACES = List.of("ns", "other");
  private static final List<String> QUEUES = List.of("default", "qa", "qb");
  private static final Taint HARD = new Taint("hard", "", Taint.Effect.NO_SCHEDULE);
  private static final Taint SOFT = new Taint("soft", "", Taint.Effect.PREFER_NO_SCHEDULE);

  private final Source source;
  private final EngineUnderTest engine;
  private final NaiveCluster cluster;
  private final List<NaiveJob> unannounced = new ArrayList<>();
  private final Invariants invariants;
  private final boolean againstReference;
  private long now;
  private int names;

  /**
   * A run.
   *
   * @param againstReference whether the engine must decide exactly as the naive scheduler does;
   *     else its decisions are taken as they come, and the invariants must hold
   */
  RandomRun(Source source, EngineUnderTest engine, NaiveCluster cluster, boolean againstReference) {
    this.source = source;
    this.engine = engine;
    this.cluster = cluster;
    this.againstReference = againstReference;
    this.invariants = new Invariants(cluster);
  }

  /** Runs for a number of steps, with decisions after each. */
  void run(int steps) {
    addQueue("default", source.between(1, 3));
    addQueue("qa", source.between(1, 3));
    for (int i = source.size(1, 8); i > 0; i--) {
      addNode();
    }
    for (int step = 0; step < steps; step++) {
      now += source.pick(0L, 1L, 50L, 100L, 400L, 1000L) * 1_000_000;
      for (int i = source.between(1, 5); i > 0; i--) {
        happen();
      }
      decide();
    }
  }

  private void decide() {
    List<String> decided = engine.run(now);
    invariants.remember();
    if (againstReference) {
      assertThat(decided)
          .as("decisions at %d ms", now / 1_000_000)
          .isEqualTo(new NaiveScheduler(cluster).decide(now));
      invariants.checkGangs();
      return;
    }
    cluster.releaseDue(now);
    decided.forEach(invariants::apply);
    invariants.checkGangs();
  }

  private void happen() {
    switch (source.between(0, 21)) {
      case 0 -> addNode();
      case 1 -> removeNode();
      case 2, 3 -> changeNode();
      case 4, 5, 6 -> newGang();
      case 7 -> newPods(bareJob());
      case 8 -> foreignPod();
      case 9 -> change(pod -> pod.gated, this::openGate);
      case 10, 11 -> change(pod -> pod.standing == Standing.BOUND, this::runs);
      case 12, 13 -> change(pod -> pod.standing == Standing.RUNNING, this::ends);
      case 14 -> change(pod -> !pod.unanswered && !pod.deleting, this::isDeleted);
      case 15 -> change(pod -> !pod.unanswered && source.chance(50), this::isGone);
      case 16 -> announce();
      case 17 -> addQueue("qb", 2);
      case 18 -> changeQuota();
      default -> {
        for (int i = source.between(1, 4); i > 0; i--) {
          change(pod -> pod.unanswered, this::answer);
        }
      }
    }
  }

  private void addNode() {
    Map<String, Long> allocatable = new TreeMap<>();
    allocatable.put("cpu", source.between(2, 8) * 1000L);
    allocatable.put("memory", source.between(2, 8) * 1024L);
    allocatable.put("pods", (long) source.between(2, 10));
    if (source.chance(25)) {
      allocatable.put("gpu", (long) source.between(1, 4));
    }
    List<Taint> taints = new ArrayList<>();
    if (source.chance(20)) {
      taints.add(HARD);
    }
    if (source.chance(30)) {
      taints.add(SOFT);
    }
    String name = "n" + source.between(0, 9);
    Map<String, String> labels = Map.of("zone", source.pick("a", "b"), "host", name);
    tell(cluster.addNode(name, name + "-" + names++, allocatable, labels, taints));
  }

  private void removeNode() {
    NaiveNode node = anyNode();
    if (node != null) {
      cluster.removeNode(node.name());
      engine.offer(new ClusterEvent.NodeGone(node.name(), node.uid()));
    }
  }

  private void changeNode() {
    NaiveNode node = anyNode();
    if (node != null) {
      Map<String, Long> allocatable = new TreeMap<>(node.allocatable());
      boolean cordoned = node.cordoned();
      if (source.chance(50)) {
        cordoned = !cordoned;
      } else {
        allocatable.merge("cpu", source.pick(-1000L, 1000L), (a, b) -> Math.max(1000, a + b));
      }
      NaiveNode changed =
          new NaiveNode(
              node.name(),
              node.id(),
              node.uid(),
              allocatable,
              node.labels(),
              node.taints(),
              cordoned);
      if (!changed.equals(node)) {
        tell(cluster.putNode(changed));
      }
    }
  }

  private void tell(NaiveNode node) {
    engine.offer(new ClusterEvent.NodeChanged(node.spec()));
  }

  private @Nullable NaiveNode anyNode() {
    return cluster.nodes.isEmpty() ? null : source.pick(List.copyOf(cluster.nodes.values()));
  }

  private void newGang() {
    int pods = source.size(1, 7);
    NaiveJob job =
        new NaiveJob(
            source.pick(NAMESPACES),
            "g" + names++,
            false,
            source.pick(QUEUES),
            source.between(source.chance(20) ? 0 : 1, pods + (source.chance(10) ? 1 : 0)),
            source.between(0, 2),
            now / 1_000_000 - source.between(0, 2000));
    cluster.jobs.put(job.name, job);
    unannounced.add(job);
    if (source.chance(60)) {
      announce();
    }
    for (int i = 0; i < pods; i++) {
      newPods(job);
    }
    if (source.chance(70)) {
      announce();
    }
  }

  /** The PodGroup of a gang is seen. */
  private void announce() {
    if (!unannounced.isEmpty()) {
      NaiveJob job = unannounced.removeFirst();
      NaiveJob kept = cluster.jobs.computeIfAbsent(job.name, name -> job);
      kept.known = true;
      cluster.somethingHappened();
      engine.offer(new ClusterEvent.PodGroupChanged(kept.spec()));
    }
  }

  private NaiveJob bareJob() {
    return new NaiveJob(
        source.pick(NAMESPACES),
        "bare-" + names++,
        true,
        source.pick(QUEUES),
        1,
        source.between(0, 2),
        now / 1_000_000);
  }

  private void newPods(NaiveJob job) {
    String name = job.bare ? job.name : job.name + "-" + names++;
    NaivePod pod =
        new NaivePod(
            job.namespace,
            name,
            job.bare ? null : job.name,
            job.queue,
            requests(),
            source.chance(20) ? Map.of("zone", source.pick("a", "b", "c")) : Map.of(),
            source.chance(30) ? List.of("hard", "soft") : List.of(),
            source.chance(10) ? 80 : 0,
            job.priority,
            job.bare ? job.createdMillis : now / 1_000_000,
            false);
    pod.gated = source.chance(5);
    if (source.chance(20)) {
      pod.app = source.pick("x", "y");
      pod.apartBy = source.pick("", "zone", "host");
    }
    cluster.addPod(pod, job);
    tell(pod);
  }

  private Map<String, Long> requests() {
    Map<String, Long> requests = new LinkedHashMap<>();
    if (source.chance(85)) {
      requests.put("cpu", source.between(1, 8) * 500L);
    }
    if (source.chance(60)) {
      requests.put("memory", source.between(1, 4) * 512L);
    }
    if (source.chance(10)) {
      requests.put("gpu", (long) source.between(1, 2));
    }
    return source.chance(10) ? Map.of() : requests;
  }

  /** A namespace gets a quota, another one, or none; it may be below what its pods hold. */
  private void changeQuota() {
    String namespace = source.pick(NAMESPACES);
    Map<String, Long> quota = new TreeMap<>();
    if (source.chance(60)) {
      quota.put("cpu", source.between(0, 20) * 500L);
    }
    if (source.chance(30)) {
      quota.put("memory", source.between(0, 12) * 512L);
    }
    if (source.chance(30)) {
      quota.put("pods", (long) source.between(0, 8));
    }
    cluster.quotas.put(namespace, quota);
    cluster.somethingHappened();
    engine.offer(
        new ClusterEvent.NamespaceChanged(
            NamespaceSpec.builder(namespace, "uid-" + namespace)
                .quota(quota.isEmpty() ? null : ResourceList.of(quota))
                .build()));
  }

  private void foreignPod() {
    NaiveNode node = anyNode();
    // Room that is kept for a gang and taken by others shows in the next session only.
    if (node != null && cluster.reservedBefore.isEmpty()) {
      NaivePod pod =
          new NaivePod(
              source.pick(NAMESPACES),
              "foreign-" + names++,
              null,
              "default",
              Map.of("cpu", source.between(1, 4) * 500L),
              Map.of(),
              List.of(),
              0,
              0,
              now / 1_000_000,
              true);
      if (source.chance(30)) {
        pod.app = source.pick("x", "y");
        pod.apartBy = source.pick("", "zone", "host");
      }
      pod.shownNode = node.name();
      pod.phase = PodPhase.RUNNING;
      cluster.addPod(pod, bareJob());
      tell(pod);
    }
  }

  private void change(Predicate<NaivePod> which, java.util.function.Consumer<NaivePod> how) {
    List<NaivePod> candidates = cluster.pods.values().stream().filter(which).toList();
    if (!candidates.isEmpty()) {
      how.accept(source.pick(candidates));
    }
  }

  private void openGate(NaivePod pod) {
    pod.gated = false;
    cluster.touched(pod);
    tell(pod);
  }

  private void runs(NaivePod pod) {
    if (pod.shownNode != null && !pod.unanswered) {
      pod.standing = Standing.RUNNING;
      pod.phase = PodPhase.RUNNING;
      cluster.touched(pod);
      tell(pod);
    }
  }

  private void ends(NaivePod pod) {
    boolean well = source.chance(70);
    pod.phase = well ? PodPhase.SUCCEEDED : PodPhase.FAILED;
    cluster.ended(pod, well, now);
    tell(pod);
  }

  private void isDeleted(NaivePod pod) {
    if (pod.standing == Standing.BOUND && pod.shownNode == null) {
      return;
    }
    pod.deleting = true;
    if (pod.standing == Standing.PENDING) {
      cluster.leaveJob(pod);
    } else if (pod.standing == Standing.BOUND || pod.standing == Standing.RUNNING) {
      pod.standing = Standing.LEAVING;
    }
    cluster.touched(pod);
    tell(pod);
  }

  private void isGone(NaivePod pod) {
    cluster.gone(pod, now);
    engine.offer(new ClusterEvent.PodGone(pod.uid()));
  }

  /** The API server answers a binding, or the pod shows its node before that. */
  private void answer(NaivePod pod) {
    if (pod.shownNode == null && source.chance(25)) {
      cluster.refused(pod, now);
      engine.offer(new ClusterEvent.BindingRefused(pod.uid(), "Conflict", "by chance"));
      return;
    }
    String node = cluster.nodeOf(pod);
    if (pod.shownNode == null && node != null) {
      pod.shownNode = node;
      pod.standing = Standing.BOUND;
      cluster.touched(pod);
      tell(pod);
      if (source.chance(40)) {
        return;
      }
    }
    pod.unanswered = false;
    pod.standing = Standing.BOUND;
    pod.refusals = 0;
    cluster.touched(pod);
    engine.offer(new ClusterEvent.BindingConfirmed(pod.uid()));
  }

  private void tell(NaivePod pod) {
    engine.offer(new ClusterEvent.PodChanged(pod.spec()));
  }

  private void addQueue(String name, int weight) {
    if (cluster.queues.putIfAbsent(name, weight) == null) {
      cluster.somethingHappened();
      engine.offer(
          new ClusterEvent.QueueChanged(
              QueueSpec.builder(name, "uid-" + name).weight(weight).build()));
    }
  }
}
