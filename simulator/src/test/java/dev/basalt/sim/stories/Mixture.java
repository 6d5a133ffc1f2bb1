package dev.basalt.sim.stories;

import dev.basalt.core.event.ClaimSpec;
import dev.basalt.core.event.ClaimUse;
import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.PodAffinity;
import dev.basalt.core.event.PodAffinity.Term;
import dev.basalt.core.event.PodSelector;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.SpreadConstraint;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.properties.Source;
import dev.basalt.sim.cluster.PodRequest;
import dev.basalt.sim.cluster.SimulatedCluster;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Work of every kind, drawn at random; each piece could run on the nodes that come at the end. */
final class Mixture {
  static final List<String> NAMESPACES = List.of("default", "annotated", "native");
  static final List<String> LEAVES = List.of("default", "a", "b-left", "b-right");

  /** Whose jobs are alike but for their age, so that their order is known. */
  static final String LINE = "line";

  private static final String ZONE = "zone";

  private final Source source;
  private final SimulatedCluster cluster;
  private int claims;

  Mixture(Source source, SimulatedCluster cluster) {
    this.source = source;
    this.cluster = cluster;
  }

  /** Submits something within the first so many seconds. */
  void submit(String name, int seconds) {
    Duration at = Duration.ofMillis(source.between(0, seconds * 1000));
    if (source.chance(15)) {
      bare(name, at);
    } else if (source.chance(20)) {
      PodTemplate template = PodTemplate.of(amounts()).running(time());
      int size = source.between(1, 4);
      cluster.submitAfter(at, Gang.of(name, LINE, size, template.replacedWhenLost()).in(LINE));
    } else {
      gang(name, at);
    }
  }

  private void bare(String name, Duration at) {
    PodTemplate template = pod("default", name).inQueue(source.pick(LEAVES));
    PodRequest request = new PodRequest("default", name, null, template, null);
    cluster.timeline().after(at.toNanos(), () -> cluster.createPod(request));
  }

  private void gang(String name, Duration at) {
    String namespace = source.pick(NAMESPACES);
    int size = source.between(1, 6);
    PodTemplate template = pod(namespace, name);
    int part = source.chance(25) ? source.between(1, 3) : 0;
    size = part == 0 ? size : part * source.between(1, 6 / part);
    List<PodTemplate> members = new ArrayList<>();
    boolean claiming = plain(template) && source.chance(40);
    for (int i = 0; i < size; i++) {
      members.add(claiming ? mounting(template, namespace, name + "-" + i) : template);
    }
    int minMember = source.chance(50) ? size : source.between(1, size);
    Gang gang = Gang.of(name, source.pick(LEAVES), minMember, members).in(namespace);
    if (part > 0) {
      int min = source.between(1, size / part);
      gang = gang.minMember(part * min).subGroups(part, min);
    } else if (!claiming && source.chance(20)) {
      gang = roles(gang, template, size);
    }
    if (source.chance(30)) {
      gang = gang.estimated(time());
    }
    Gang drawn = source.chance(30) ? gang.priorityClass(source.pick("low", "high")) : gang;
    if (namespace.equals("native") || source.chance(20)) {
      long milli = template.requests().get("cpu") * drawn.minMember();
      Gang guarded = drawn.minResources(ResourceList.of(Map.of("cpu", milli)));
      cluster.timeline().after(at.toNanos(), () -> cluster.submitGuarded(guarded));
    } else {
      cluster.submitAfter(at, drawn);
    }
  }

  /** Whether it can run on any of the nodes that come at the end, wherever its like run. */
  private static boolean plain(PodTemplate template) {
    PodShape shape = template.shape();
    return !shape.readsPeers() && shape.hostPorts().isEmpty() && shape.nodeSelector().isEmpty();
  }

  private static Gang roles(Gang gang, PodTemplate template, int size) {
    PodTemplate worker = template.withTaskName("worker");
    return Gang.of(gang.name(), gang.queue(), size, List.of(template.withTaskName("master")))
        .plus(size, worker)
        .minMember(size + 1)
        .in(gang.namespace())
        .minTaskMember("master", 1)
        .minTaskMember("worker", size);
  }

  private PodTemplate pod(String namespace, String name) {
    boolean peers = source.chance(25);
    PodShape.Builder shape = PodShape.builder(source.chance(12) ? ResourceList.EMPTY : amounts());
    if (peers) {
      readPeers(shape, namespace, name);
    }
    PodTemplate template =
        PodTemplate.of(shape.build())
            .running(time())
            .replacedWhenLost()
            .withGracePeriod(Duration.ofSeconds(source.between(0, 5)))
            .withPriority(source.between(0, 3))
            .labelled(Map.of("app", name, "kind", source.pick("web", "db", "other")));
    if (!peers && source.chance(20)) {
      template =
          source.chance(50)
              ? template.withHostPort(8000 + source.between(0, 2))
              : template.on(ZONE, source.pick("x", "y", "z"));
    }
    template = source.chance(30) ? template.estimated(time()) : template;
    template = source.chance(20) ? template.madeFrom("t" + source.between(0, 3)) : template;
    template = source.chance(20) ? template.tolerating("dedicated") : template;
    template = source.chance(10) ? template.neverEvicted() : template;
    template = source.chance(10) ? template.neverPreempting() : template;
    return source.chance(10) ? template.withCooldown(time()) : template;
  }

  private void readPeers(PodShape.Builder shape, String namespace, String name) {
    PodSelector own = PodSelector.in(namespace, LabelSelector.of(Map.of("app", name)));
    PodSelector web = PodSelector.in(namespace, LabelSelector.of(Map.of("kind", "web")));
    switch (source.between(0, 3)) {
      case 0 -> shape.podAffinity(apart(own));
      case 1 -> shape.podAffinity(apart(web));
      case 2 -> shape.podAffinity(near(own));
      default ->
          shape.spread(
              List.of(new SpreadConstraint(1, ZONE, source.chance(70), own, 1, true, false)));
    }
  }

  private static PodAffinity apart(PodSelector pods) {
    return new PodAffinity(List.of(), List.of(), List.of(new Term(pods, "host")), List.of());
  }

  private static PodAffinity near(PodSelector pods) {
    return new PodAffinity(List.of(new Term(pods, ZONE)), List.of(), List.of(), List.of());
  }

  /** So small that all of a gang fit one node: its volumes may come to lie there one by one. */
  private PodTemplate mounting(PodTemplate template, String namespace, String pod) {
    return template.with("cpu", "500m").mounting(List.of(claim(namespace, pod)));
  }

  private ClaimUse claim(String namespace, String pod) {
    String name = "claim-" + pod + "-" + claims++;
    ClaimSpec spec =
        ClaimSpec.builder("", namespace, name)
            .storageClass(source.pick("local", "made"))
            .requestedBytes(1)
            .accessModes(List.of("ReadWriteOnce"))
            .build();
    cluster.storage(storage -> storage.putClaim(spec));
    return new ClaimUse(namespace + "/" + name, null);
  }

  private ResourceList amounts() {
    return ResourceList.parse(
        Map.of(
            "cpu", source.between(1, 4) * 500 + "m", "memory", source.between(1, 4) * 512 + "Mi"));
  }

  private Duration time() {
    return Duration.ofMillis(source.between(500, 15_000));
  }
}
