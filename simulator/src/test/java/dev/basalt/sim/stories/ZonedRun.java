package dev.basalt.sim.stories;

import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.sim.SchedulerSetup;
import dev.basalt.sim.Simulation;
import dev.basalt.sim.cluster.ClusterObserver;
import dev.basalt.sim.cluster.ClusterSettings;
import dev.basalt.sim.cluster.FaultPlan;
import dev.basalt.sim.cluster.ObjectKind;
import dev.basalt.sim.cluster.SimulatedCluster;
import dev.basalt.sim.cluster.SimulatedPod;
import dev.basalt.sim.time.Seed;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * Two or three schedulers of a zone each, drawn from a seed like {@link RandomRun}: nodes change
 * zone under load, watches break, requests are lost, a scheduler is killed or restarted, and in the
 * end a quiet time. Notes where a pod of a zone was bound to a node that has not been of that zone
 * for long.
 */
final class ZonedRun {
  private static final int TROUBLED_SECONDS = 60;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final Simulation simulation;
  final SimulatedCluster cluster;
  final List<String> crossings = new ArrayList<>();
  private final SplittableRandom random;
  private final Map<String, Map<String, Long>> lastOfZone = new HashMap<>();
  private final List<String> names;
  private int nodes;

  private ZonedRun(long seed, UnaryOperator<SchedulerSetup> fault, boolean owned) {
    random = new Seed(seed).stream("zoned-run");
    Map<String, SchedulerSetup> setups = new LinkedHashMap<>();
    SchedulerSetup standard = fault.apply(SchedulerSetup.standard());
    setups.put("x", standard.serving("x", Set.of("a")));
    setups.put("y", standard.serving("y", random.nextInt(4) == 0 ? Set.of("a", "b") : Set.of("b")));
    if (random.nextInt(3) == 0) {
      setups.put("z", standard.serving("z", Set.of("default")));
    }
    if (!owned) {
      setups.replaceAll((name, setup) -> standard);
    }
    names = List.copyOf(setups.keySet());
    simulation =
        new Simulation(ClusterSettings.standard(seed).with(FaultPlan.random(random)), setups);
    cluster = simulation.cluster();
    cluster.observe(new Zones());
  }

  static ZonedRun of(long seed, UnaryOperator<SchedulerSetup> fault) {
    return play(new ZonedRun(seed, fault, true));
  }

  /** The same, but each scheduler takes all nodes and jobs for its own. */
  static ZonedRun withoutOwners(long seed) {
    return play(new ZonedRun(seed, UnaryOperator.identity(), false));
  }

  private static ZonedRun play(ZonedRun run) {
    run.prepare();
    run.trouble();
    run.rest();
    return run;
  }

  private final class Zones implements ClusterObserver {
    @Override
    public void nodeAdded(NodeSpec node) {
      note(node);
    }

    @Override
    public void nodeChanged(NodeSpec node) {
      note(node);
    }

    @Override
    public void podBound(SimulatedPod pod) {
      String zone = pod.template().shape().zone();
      String node = String.valueOf(pod.nodeName());
      Map<String, Long> was = lastOfZone.getOrDefault(node, Map.of());
      long now = simulation.time().nanos();
      if (zone != null && now - was.getOrDefault(zone, Long.MIN_VALUE / 2) > PATIENCE.toNanos()) {
        crossings.add(pod.key() + " of zone " + zone + " was bound to " + node);
      }
    }

    private void note(NodeSpec node) {
      Map<String, Long> was = lastOfZone.computeIfAbsent(node.name(), unseen -> new HashMap<>());
      long now = simulation.time().nanos();
      was.replaceAll((zone, last) -> last == Long.MAX_VALUE ? now : last);
      was.put(node.zone(), Long.MAX_VALUE);
    }
  }

  private void prepare() {
    nodes = random.nextInt(3, 10);
    for (int i = 0; i < nodes; i++) {
      cluster.addNode(
          "node-" + i,
          Map.of("cpu", "8", "memory", "32Gi", "pods", "110"),
          random.nextInt(6) == 0 ? Map.of() : Map.of(NodeSpec.ZONE, zone()),
          List.of());
    }
    cluster.putQueue("default", 1);
    int gangs = random.nextInt(30, 70);
    for (int i = 0; i < gangs; i++) {
      Duration at = Duration.ofMillis(random.nextLong(TROUBLED_SECONDS * 1000L));
      cluster.submitAfter(at, gang("g" + i));
    }
  }

  private Gang gang(String name) {
    String zone = random.nextInt(4) == 0 ? null : zone();
    PodShape shape =
        PodShape.builder(
                ResourceList.parse(
                    Map.of("cpu", random.nextInt(1, 9) * 250 + "m", "memory", "256Mi")))
            .zone(zone)
            .build();
    PodTemplate template =
        PodTemplate.of(shape)
            .running(Duration.ofMillis(random.nextLong(1000, 12_000)))
            .withGracePeriod(Duration.ofSeconds(random.nextInt(0, 4)))
            .replacedWhenLost();
    int size = random.nextInt(1, 14);
    Gang gang =
        random.nextInt(3) == 0
            ? Gang.bag(name, "default", size, template)
            : Gang.of(name, "default", size, template);
    return gang.inZone(zone);
  }

  private String zone() {
    return random.nextBoolean() ? "a" : "b";
  }

  private void trouble() {
    for (int second = 0; second < TROUBLED_SECONDS; second++) {
      String name = names.get(random.nextInt(names.size()));
      switch (random.nextInt(12)) {
        case 0 -> simulation.restartScheduler(name, Duration.ofMillis(random.nextLong(20_000)));
        case 1 ->
            simulation
                .schedulers()
                .forEach(scheduler ->
                    scheduler.client().breakWatch(ObjectKind.values()[random.nextInt(6)]));
        case 2 -> cluster.outage(Duration.ofMillis(random.nextLong(100, 5000)));
        case 3, 4, 5, 6, 7 -> cluster.relabelNode("node-" + random.nextInt(nodes), zone());
        default -> {}
      }
      simulation.run(Duration.ofSeconds(1));
    }
  }

  private void rest() {
    simulation.schedulers().forEach(scheduler -> scheduler.client().setFaults(FaultPlan.NONE));
    for (String zone : List.of("a", "b", NodeSpec.DEFAULT_ZONE)) {
      cluster.addNode(
          "spare-" + zone,
          Map.of("cpu", "32", "memory", "32Gi", "pods", "110"),
          Map.of(NodeSpec.ZONE, zone),
          List.of());
    }
    simulation.run(Duration.ofMinutes(6));
  }
}
