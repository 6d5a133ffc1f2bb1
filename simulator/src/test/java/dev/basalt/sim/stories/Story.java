package dev.basalt.sim.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.engine.EngineSettings;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.port.StatusUpdate.GroupCondition;
import dev.basalt.core.port.StatusUpdate.GroupStatus;
import dev.basalt.sim.SchedulerSetup;
import dev.basalt.sim.Simulation;
import dev.basalt.sim.cluster.ClusterSettings;
import dev.basalt.sim.cluster.SimulatedCluster;
import dev.basalt.sim.cluster.SimulatedPod;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A simulation with words for what stories ask of it. */
final class Story {
  static final PodTemplate ONE_CPU = PodTemplate.of("1", "1Gi");
  private static final Duration LIMIT = Duration.ofMinutes(10);

  final Simulation simulation;
  final SimulatedCluster cluster;

  Story(ClusterSettings settings, SchedulerSetup setup) {
    simulation = new Simulation(settings, setup);
    cluster = simulation.cluster();
    cluster.putQueue("default", 1);
  }

  static Story standard() {
    return with(settings -> settings);
  }

  /** The standard scheduler in another cluster. */
  static Story with(UnaryOperator<ClusterSettings> change) {
    return new Story(change.apply(ClusterSettings.standard(1)), SchedulerSetup.standard());
  }

  /** Another scheduler in the standard cluster. */
  static Story withEngine(UnaryOperator<EngineSettings> change) {
    return new Story(
        ClusterSettings.standard(1),
        SchedulerSetup.standard().with(change.apply(EngineSettings.standard())));
  }

  void run(Duration duration) {
    simulation.run(duration);
  }

  /** Waits until a group has so many bound pods. */
  void awaitBound(String group, int count) {
    assertThat(simulation.runUntil(() -> bound(group) == count, LIMIT))
        .as("%s: %d of %d pods bound, %s", group, bound(group), count, condition(group))
        .isTrue();
  }

  /** How many pods of a group hold room. */
  int bound(String group) {
    return (int) pods(group).stream().filter(SimulatedPod::holdsRoom).count();
  }

  /** How many pods hold room in all. */
  int bound() {
    return cluster.ask(
        server -> (int) server.pods().stream().filter(SimulatedPod::holdsRoom).count());
  }

  List<SimulatedPod> pods(String group) {
    return cluster.ask(server ->
        server.pods().stream()
            .filter(pod -> (Gang.NAMESPACE + "/" + group).equals(pod.groupKey()))
            .toList());
  }

  SimulatedPod pod(String name) {
    return Objects.requireNonNull(podOrNull(name), name);
  }

  @Nullable SimulatedPod podOrNull(String name) {
    return cluster.timeline().ask(() -> cluster.ask(server -> server.podNamed("default", name)));
  }

  /** What the scheduler says about a group, "nothing" if it says nothing. */
  String condition(String group) {
    GroupStatus status = cluster.askStatus(all -> all.group(Gang.NAMESPACE + "/" + group));
    GroupCondition condition = status == null ? null : status.condition();
    return condition == null ? "nothing" : condition.reason() + ": " + condition.message();
  }

  /** The phase of a group at the API server, empty if there is no such group. */
  String phase(String group) {
    return cluster.ask(server -> {
      PodGroupSpec spec = server.group(Gang.NAMESPACE + "/" + group);
      return spec == null ? "" : spec.phase().text();
    });
  }

  /** Nothing that must never happen has happened. */
  void assertInvariants() {
    assertThat(simulation.invariants().all(simulation.gangPatience())).isEmpty();
  }
}
