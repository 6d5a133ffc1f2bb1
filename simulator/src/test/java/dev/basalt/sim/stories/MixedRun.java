package dev.basalt.sim.stories;

import dev.basalt.core.event.AttachLimits;
import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.NodeAffinity.Expression;
import dev.basalt.core.event.NodeAffinity.Operator;
import dev.basalt.core.event.NodeAffinity.Term;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.event.ResourceQuotaSpec;
import dev.basalt.core.event.StorageClassSpec;
import dev.basalt.core.event.Taint;
import dev.basalt.core.event.VolumeSpec;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.properties.Source;
import dev.basalt.sim.SchedulerSetup;
import dev.basalt.sim.cluster.ClusterSettings;
import dev.basalt.sim.cluster.ClusterSettings.NodeCheck;
import dev.basalt.sim.cluster.FaultPlan;
import dev.basalt.sim.cluster.ObjectKind;
import dev.basalt.sim.cluster.Provisioning;
import dev.basalt.sim.cluster.SimulatedPod;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A cluster in which everything that the scheduler knows is used at once, with faults; then a quiet
 * time with room for all.
 */
final class MixedRun {
  private static final int TROUBLED_SECONDS = 40;
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final List<String> ZONES = List.of("x", "y", "z");
  private static final String DRIVER = "made.csi";

  private final Source source;
  private final Story story;
  private final MixtureChecks checks;
  private final Map<String, QueueSpec> queues = new LinkedHashMap<>();
  private final List<String> cordoned = new ArrayList<>();
  private final boolean faulty;
  private int passing;
  private int services;

  /**
   * Draws a run.
   *
   * @param configuration changes the scheduler's configuration
   * @param told changes what the scheduler is told of queues
   */
  MixedRun(Source source, UnaryOperator<String> configuration, UnaryOperator<QueueSpec> told) {
    this.source = source;
    faulty = source.chance(60);
    FaultPlan faults = faulty ? FaultPlan.random(source.random()) : FaultPlan.NONE;
    ClusterSettings settings =
        ClusterSettings.standard(source.between(1, 1_000_000))
            .with(faults)
            .with(source.pick(NodeCheck.REFUSED, NodeCheck.ACCEPTED));
    story =
        new Story(
            settings,
            SchedulerSetup.standard().withConfiguration(configuration.apply(configuration())));
    drawQueues();
    Map<String, ResourceList> quotas =
        Map.of("annotated", ResourceList.parse(Map.of("cpu", "16", "pods", "20")));
    checks =
        story.cluster.ask(server ->
            new MixtureChecks(
                story.cluster.timeline(),
                server,
                queues,
                quotas,
                Duration.ofSeconds(faulty ? 30 : 3)));
    story.cluster.observe(checks);
    queues.values().forEach(queue -> story.cluster.putQueue(told.apply(queue)));
    namespaces(quotas);
    storage();
    nodes();
  }

  /** Plays it; what went wrong, in words. */
  List<String> play() {
    Mixture mixture = new Mixture(source, story.cluster);
    int jobs = source.size(1, 45);
    for (int i = 0; i < jobs; i++) {
      mixture.submit("j" + i, TROUBLED_SECONDS - 5);
    }
    services = source.between(0, 3);
    for (int i = 0; i < services; i++) {
      PodTemplate template =
          PodTemplate.of("1", "1Gi").replacedWhenLost().labelled(Map.of("kind", "web"));
      story.cluster.submit(
          Gang.bag("s" + i, source.pick(Mixture.LEAVES), source.between(1, 6), template));
    }
    for (int second = 0; second < TROUBLED_SECONDS; second++) {
      trouble(second, jobs);
      story.run(Duration.ofSeconds(1));
    }
    rest();
    List<String> wrong = new ArrayList<>(checks.broken());
    story.simulation.invariants().all(story.simulation.gangPatience()).stream()
        .map(Object::toString)
        .forEach(wrong::add);
    // Where nothing is lost, a gang that holds room starts as fast as its bindings arrive.
    Duration patience = faulty ? story.simulation.gangPatience() : Duration.ofSeconds(8);
    story.simulation.invariants().everPartialGangs(patience).stream()
        .map(Object::toString)
        .forEach(wrong::add);
    wrong.addAll(unfinished());
    return wrong;
  }

  private String configuration() {
    String configuration = EvictionStoriesTest.configuration(source.pick("2s", "5s"));
    if (source.chance(40)) {
      configuration = configuration.replace("preempt, reclaim, ", source.pick("", "preempt, "));
    }
    return source.chance(50) ? configuration.replace("proportion", "capacity") : configuration;
  }

  private void drawQueues() {
    put(QueueSpec.builder("default", "queue-default").weight(source.between(1, 3)));
    put(
        QueueSpec.builder("a", "queue-a")
            .weight(source.between(1, 4))
            .capability(ResourceList.parse(Map.of("cpu", "16", "pods", "8")))
            .guarantee(ResourceList.parse(Map.of("cpu", source.pick("0", "2"))))
            .deserved(ResourceList.parse(Map.of("cpu", "4")))
            .maxRunningJobs(source.pick(2, 5, QueueSpec.UNLIMITED)));
    put(
        QueueSpec.builder("b", "queue-b")
            .capability(ResourceList.parse(Map.of("cpu", "18")))
            .maxRunningJobs(source.pick(3, QueueSpec.UNLIMITED)));
    put(
        QueueSpec.builder("b-left", "queue-b-left")
            .parent("b")
            .weight(source.between(1, 3))
            .deserved(ResourceList.parse(Map.of("cpu", "6")))
            .capability(ResourceList.parse(Map.of("cpu", "15"))));
    put(
        QueueSpec.builder("b-right", "queue-b-right")
            .parent("b")
            .deserved(ResourceList.parse(Map.of("cpu", "3")))
            .priority(source.between(0, 1))
            .maxPendingPods(source.pick(8, QueueSpec.UNLIMITED)));
    put(QueueSpec.builder(Mixture.LINE, "queue-line").fifo(true));
  }

  private void put(QueueSpec.Builder queue) {
    queues.put(queue.build().name(), queue.build());
  }

  private void namespaces(Map<String, ResourceList> quotas) {
    story.cluster.putPriorityClass("low", 1);
    story.cluster.putPriorityClass("high", 100);
    quotas.forEach((name, quota) ->
        story.cluster.putNamespace(
            NamespaceSpec.builder(name, "namespace-" + name)
                .quota(quota)
                .fairShareWeight(source.between(1, 3))
                .build()));
    nativeQuota("16", "20");
    for (String kind : List.of("web", "db")) {
      story.cluster.putDisruptionBudget(
          "default", kind, LabelSelector.of(Map.of("kind", kind)), source.between(0, 4));
    }
  }

  private void nativeQuota(String cpu, String pods) {
    story.cluster.putResourceQuota(
        ResourceQuotaSpec.builder("quota", "native", "quota")
            .hard(ResourceList.parse(Map.of("cpu", cpu, "pods", pods)))
            .build());
  }

  private void storage() {
    Provisioning made =
        new Provisioning(Duration.ofSeconds(source.between(1, 5)), Set.of(), false, "zone");
    story.cluster.storage(storage -> {
      storage.putClass(
          new StorageClassSpec("local", StorageClassSpec.NO_PROVISIONER, true, List.of()),
          Provisioning.STANDARD);
      storage.putClass(new StorageClassSpec("made", DRIVER, true, List.of()), made);
    });
  }

  private void nodes() {
    int count = source.size(2, 6);
    for (int i = 0; i < count; i++) {
      String name = "n" + i;
      List<Taint> taints =
          source.chance(15)
              ? List.of(new Taint("dedicated", "", Taint.Effect.NO_SCHEDULE))
              : List.of();
      story.cluster.addNode(name, amounts("4"), labels(name, source.pick(ZONES)), taints);
      if (source.chance(40)) {
        int limit = source.between(1, 3);
        story.cluster.storage(
            storage -> storage.putLimits(new AttachLimits(name, Map.of(DRIVER, limit))));
      }
      volumes(name, source.between(0, 3));
    }
    passing = source.between(0, 3);
    for (int i = 0; i < passing; i++) {
      story.cluster.addNode("p" + i, amounts("4"), labels("p" + i, source.pick(ZONES)), List.of());
    }
  }

  private void volumes(String node, int count) {
    for (int i = 0; i < count; i++) {
      VolumeSpec volume =
          VolumeSpec.builder("", "v-" + node + "-" + i)
              .storageClass("local")
              .capacityBytes(1)
              .nodeAffinity(
                  List.of(
                      new Term(
                          List.of(new Expression("host", Operator.IN, List.of(node))), List.of())))
              .build();
      story.cluster.storage(storage -> storage.putVolume(volume));
    }
  }

  private static Map<String, String> amounts(String cpu) {
    return Map.of("cpu", cpu, "memory", "32Gi", "pods", "110");
  }

  private static Map<String, String> labels(String name, String zone) {
    return Map.of("host", name, "zone", zone);
  }

  private void trouble(int second, int jobs) {
    int what = source.between(0, 19);
    if (faulty && what == 0) {
      story.cluster.outage(Duration.ofMillis(source.between(100, 8_000)));
    } else if (faulty && what <= 2) {
      story.simulation.scheduler().client().breakWatch(source.pick(ObjectKind.values()));
    } else if (faulty && what == 3) {
      story.simulation.restartScheduler(Duration.ofMillis(source.between(0, 3000)));
    } else if (what == 4 && passing > 0) {
      story.cluster.removeNode("p" + source.between(0, passing - 1));
    } else if (what == 5) {
      String name = "late-" + second;
      story.cluster.addNode(name, amounts("4"), labels(name, source.pick(ZONES)), List.of());
    } else if (what == 6) {
      story.cluster.deleteGang("j" + source.between(0, jobs));
    } else if (what == 7) {
      shrink("j" + source.between(0, jobs) + "-0");
    } else if (what == 8) {
      story.cluster.resizeNode("n1", amounts(second < 20 ? "5" : "8"));
    } else if (what == 9) {
      cordon("n0", true);
    }
  }

  /** Not one that is tied to a node by its volume: another in its place asks for more again. */
  private void shrink(String pod) {
    SimulatedPod found = story.podOrNull(pod);
    if (found != null
        && found.holdsRoom()
        && found.requests().get("cpu") > 250
        && found.template().shape().claims().isEmpty()) {
      story.cluster.resizePod("default", pod, ResourceList.parse(Map.of("cpu", "250m")));
    }
  }

  private void cordon(String name, boolean closed) {
    NodeSpec node = story.cluster.ask(server -> server.node(name));
    if (node != null) {
      story.cluster.putNode(node.toBuilder().unschedulable(closed).build());
      cordoned.add(name);
    }
  }

  private void rest() {
    story.simulation.scheduler().client().setFaults(FaultPlan.NONE);
    story.run(Duration.ofSeconds(10));
    List.copyOf(cordoned).forEach(name -> cordon(name, false));
    nativeQuota("400", "400");
    for (int i = 0; i < services; i++) {
      story.cluster.deleteGang("s" + i);
    }
    for (int i = 0; i < 9; i++) {
      String name = "spare-" + i;
      story.cluster.addNode(name, amounts("8"), labels(name, ZONES.get(i % 3)), List.of());
      volumes(name, 30);
    }
    for (int i = 0; i < PATIENCE.toSeconds() / 5 && !unfinished().isEmpty(); i++) {
      story.run(Duration.ofSeconds(5));
    }
  }

  private List<String> unfinished() {
    return story.cluster.ask(server ->
        server.pods().stream().filter(pod -> !pod.phase().terminal()).map(this::describe).toList());
  }

  private String describe(SimulatedPod pod) {
    String group = String.valueOf(pod.groupKey());
    return "%s on %s of %s has not ended: %s"
        .formatted(
            pod,
            pod.nodeName(),
            group,
            story.cluster.askStatus(all -> all.group(group) + ", " + all.pod(pod.key())));
  }
}
