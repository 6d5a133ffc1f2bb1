package dev.basalt.sim.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.core.event.AttachLimits;
import dev.basalt.core.event.ClaimSpec;
import dev.basalt.core.event.ClaimUse;
import dev.basalt.core.event.NodeAffinity.Expression;
import dev.basalt.core.event.NodeAffinity.Operator;
import dev.basalt.core.event.NodeAffinity.Term;
import dev.basalt.core.event.StorageClassSpec;
import dev.basalt.core.event.VolumeSpec;
import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import dev.basalt.sim.SchedulerSetup;
import dev.basalt.sim.Simulation;
import dev.basalt.sim.check.Violation;
import dev.basalt.sim.cluster.ClusterSettings;
import dev.basalt.sim.cluster.FaultPlan;
import dev.basalt.sim.cluster.Provisioning;
import dev.basalt.sim.cluster.SimulatedCluster;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Random clusters with volumes, faults and a crash: no pod is bound before its volumes or where
 * they cannot be reached or attached, no volume is chosen twice, and no gang is torn.
 */
class RandomVolumesTest {
  private static final String DRIVER = "made.csi";
  private static final String ZONE = "topology.kubernetes.io/zone";

  @Test
  void podsAreBoundWhereTheirVolumesAre() {
    Property.named("random clusters with volumes")
        .tries(40)
        .check(source -> assertThat(violations(source, "")).isEmpty());
  }

  @Test
  void aSchedulerThatDoesNotLookAtVolumesIsFoundOut() {
    assertThatThrownBy(() ->
            Property.named("random clusters with volumes that nobody looks at")
                .tries(40)
                .check(source ->
                    assertThat(violations(source, "predicate.VolumeBindingEnable: false"))
                        .isEmpty()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("-Dproperty.seed=");
  }

  @Test
  void aSchedulerThatDoesNotCountVolumesIsFoundOut() {
    assertThatThrownBy(() ->
            Property.named("random clusters with volumes that nobody counts")
                .tries(80)
                .check(source ->
                    assertThat(violations(source, "predicate.NodeVolumeLimitsEnable: false"))
                        .isEmpty()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("-Dproperty.seed=");
  }

  private static List<String> violations(Source source, String argument) {
    FaultPlan faults = source.chance(50) ? FaultPlan.NONE : new FaultPlan(0.05, 0.02, 0.05, 0.05);
    Simulation simulation =
        new Simulation(
            ClusterSettings.standard(source.between(1, 1_000_000)).with(faults),
            SchedulerSetup.standard().withConfiguration(configuration(argument)));
    SimulatedCluster cluster = simulation.cluster();
    cluster.putQueue("default", 1);
    int nodes = source.between(1, 4);
    for (int i = 0; i < nodes; i++) {
      String name = "n" + i;
      cluster.addNode(
          name,
          Map.of("cpu", "8", "memory", "64Gi", "pods", "110"),
          Map.of(ZONE, source.pick("a", "b"), "kubernetes.io/hostname", name),
          List.of());
      int limit = source.between(1, 4);
      cluster.storage(storage -> storage.putLimits(new AttachLimits(name, Map.of(DRIVER, limit))));
    }
    classes(source, cluster);
    int volumes = source.size(1, 10);
    for (int i = 0; i < volumes; i++) {
      VolumeSpec volume = volume(source, "v" + i, nodes);
      cluster.storage(storage -> storage.putVolume(volume));
    }
    int jobs = source.size(1, 10);
    for (int job = 0; job < jobs; job++) {
      submit(source, cluster, "job-" + job);
    }
    simulation.run(Duration.ofSeconds(source.between(2, 12)));
    if (source.chance(30)) {
      simulation.restartScheduler(Duration.ofSeconds(source.between(1, 5)));
    }
    simulation.run(Duration.ofSeconds(60));
    List<String> broken = new ArrayList<>();
    for (Violation violation : simulation.invariants().all(simulation.gangPatience())) {
      broken.add(violation.toString());
    }
    int refused = cluster.timeline().ask(() -> cluster.storage().refusedChoices());
    if (refused > 0) {
      broken.add(refused + " choices were refused: a volume was chosen twice");
    }
    return broken;
  }

  private static void classes(Source source, SimulatedCluster cluster) {
    Provisioning quick =
        new Provisioning(
            Duration.ofSeconds(source.between(1, 8)),
            source.chance(30) ? Set.of("n0") : Set.of(),
            false,
            ZONE);
    List<Term> zones = source.chance(30) ? List.of(term(ZONE, "a")) : List.of();
    cluster.storage(storage -> {
      storage.putClass(
          new StorageClassSpec("local", StorageClassSpec.NO_PROVISIONER, true, List.of()),
          Provisioning.STANDARD);
      storage.putClass(new StorageClassSpec("made", DRIVER, true, zones), quick);
    });
  }

  private static VolumeSpec volume(Source source, String name, int nodes) {
    return VolumeSpec.builder("", name)
        .storageClass("local")
        .capacityBytes(source.between(1, 5))
        .nodeAffinity(
            source.chance(20)
                ? List.of()
                : List.of(term("kubernetes.io/hostname", "n" + source.between(0, nodes - 1))))
        .driver(source.chance(30) ? DRIVER : "")
        .build();
  }

  private static void submit(Source source, SimulatedCluster cluster, String name) {
    int size = source.between(1, 3);
    boolean shared = source.chance(25);
    List<PodTemplate> members = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      String claim = name + "-" + (shared ? 0 : i);
      if (i == 0 || !shared) {
        ClaimSpec spec =
            ClaimSpec.builder("", Gang.NAMESPACE, claim)
                .storageClass(source.pick("local", "made"))
                .requestedBytes(source.between(1, 4))
                .accessModes(List.of(source.chance(15) ? "ReadWriteOncePod" : "ReadWriteOnce"))
                .build();
        cluster.storage(storage -> storage.putClaim(volumeOrAny(spec)));
      }
      members.add(
          PodTemplate.of("1", "1Gi")
              .running(Duration.ofSeconds(source.between(3, 20)))
              .mounting(List.of(new ClaimUse(Gang.NAMESPACE + "/" + claim, null))));
    }
    cluster.submitAfter(
        Duration.ofMillis(source.between(0, 8000)),
        Gang.of(name, "default", source.between(1, size), members));
  }

  /** Local volumes have no such mode. */
  private static ClaimSpec volumeOrAny(ClaimSpec claim) {
    return claim.storageClass().equals("local")
        ? claim.toBuilder().accessModes(List.of("ReadWriteOnce")).build()
        : claim;
  }

  private static Term term(String key, String value) {
    return new Term(List.of(new Expression(key, Operator.IN, List.of(value))), List.of());
  }

  private static String configuration(String argument) {
    return """
    actions: "enqueue, allocate, backfill"
    tiers:
    - plugins:
      - name: priority
      - name: gang
    - plugins:
      - name: predicates
        arguments: {%s}
      - name: proportion
      - name: binpack
    """
        .formatted(argument);
  }
}
