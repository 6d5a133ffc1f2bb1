package dev.basalt.plugins.predicates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.HostPort;
import dev.basalt.core.event.NodeAffinity;
import dev.basalt.core.event.NodeAffinity.Expression;
import dev.basalt.core.event.NodeAffinity.Operator;
import dev.basalt.core.event.NodeAffinity.Term;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.Taint;
import dev.basalt.core.event.Taint.Effect;
import dev.basalt.core.event.Toleration;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Reach;
import dev.basalt.plugins.Pods;
import dev.basalt.plugins.RecordedHooks;
import dev.basalt.plugins.World;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PredicatesPluginTest {
  private final World world = new World();

  @Test
  void plainPodsGoToPlainNodes() {
    assertThat(attributes(Pods.named("p"), world.node("n1", "cpu=1"))).isNull();
  }

  @Test
  void nodeWithAProblemTakesNothing() {
    world
        .state()
        .reports()
        .nodeChanged(
            NodeSpec.builder("n1", "u")
                .problem("status.allocatable: cpu: \"x\" is not a quantity")
                .build());
    assertThat(attributes(Pods.named("p"), world.nodes().id("n1")))
        .isEqualTo(PredicatesPlugin.UNUSABLE);
  }

  @Test
  void cordonIsToleratedByItsUsualKey() {
    int node = world.node("n1", "cpu=1", Map.of(), List.of(), true);
    assertThat(attributes(Pods.named("p"), node)).isEqualTo(PredicatesPlugin.CORDONED);
    Toleration usual =
        new Toleration("node.kubernetes.io/unschedulable", true, "", Effect.NO_SCHEDULE);
    assertThat(attributes(Pods.named("q").tolerations(usual), node)).isNull();
  }

  @ParameterizedTest(name = "{0} against key={1} exists={2} value={3} effect={4}")
  @CsvSource({
    "NO_SCHEDULE, '', true, '', , true",
    "NO_SCHEDULE, dedicated, true, '', , true",
    "NO_SCHEDULE, dedicated, false, gpu, NO_SCHEDULE, true",
    "NO_SCHEDULE, dedicated, false, cpu, NO_SCHEDULE, false",
    "NO_SCHEDULE, dedicated, false, gpu, NO_EXECUTE, false",
    "NO_EXECUTE, dedicated, false, gpu, NO_EXECUTE, true",
    "NO_EXECUTE, other, true, '', , false",
    "PREFER_NO_SCHEDULE, other, true, '', , true",
  })
  void hardTaintsMustBeTolerated(
      Effect effect,
      String key,
      boolean exists,
      String value,
      @Nullable Effect tolerated,
      boolean accepted) {
    Taint taint = new Taint("dedicated", "gpu", effect);
    int node = world.node("n1", "cpu=1", Map.of(), List.of(taint), false);
    Pods pods = Pods.named("p").tolerations(new Toleration(key, exists, value, tolerated));
    if (accepted) {
      assertThat(attributes(pods, node)).isNull();
    } else {
      assertThat(attributes(pods, node))
          .isEqualTo("node(s) had the taint dedicated that the pod doesn't tolerate");
    }
  }

  @Test
  void everyHardTaintMustBeTolerated() {
    Taint first = new Taint("a", "", Effect.NO_SCHEDULE);
    Taint second = new Taint("b", "", Effect.NO_EXECUTE);
    int node = world.node("n1", "cpu=1", Map.of(), List.of(first, second), false);
    Pods pods = Pods.named("p").tolerations(new Toleration("a", true, "", null));
    assertThat(attributes(pods, node)).contains("taint b");
    // The same text each time: nodes are counted by it.
    PredicatesPlugin plugin = plugin(Map.of());
    PodClass podClass = world.pod(pods).podClass();
    assertThat(plugin.rejectAttributes(podClass, node, world.nodes()))
        .isSameAs(plugin.rejectAttributes(podClass, node, world.nodes()));
  }

  @Test
  void nodeSelectorNeedsEveryLabel() {
    int node = world.node("n1", "cpu=1", Map.of("a", "1", "b", "2"), List.of(), false);
    assertThat(attributes(Pods.named("p").selector(Map.of("a", "1", "b", "2")), node)).isNull();
    assertThat(attributes(Pods.named("q").selector(Map.of("a", "1", "b", "3")), node))
        .isEqualTo(PredicatesPlugin.LABELS);
    assertThat(attributes(Pods.named("r").selector(Map.of("c", "1")), node))
        .isEqualTo(PredicatesPlugin.LABELS);
  }

  @Test
  void selectorAndAffinityMustBothMatch() {
    int node = world.node("n1", "cpu=1", Map.of("a", "1"), List.of(), false);
    NodeAffinity matching = affinity("a", "1");
    NodeAffinity other = affinity("a", "2");
    assertThat(attributes(Pods.named("p").affinity(matching), node)).isNull();
    assertThat(attributes(Pods.named("q").affinity(other), node))
        .isEqualTo(PredicatesPlugin.LABELS);
    assertThat(attributes(Pods.named("r").affinity(matching).selector(Map.of("a", "2")), node))
        .isEqualTo(PredicatesPlugin.LABELS);
  }

  @ParameterizedTest(name = "{0} {1} {2}: {3}")
  @CsvSource({
    "8080, TCP, 0.0.0.0, false",
    "8080, TCP, 10.0.0.2, true",
    "8080, TCP, 10.0.0.1, false",
    "8080, UDP, 10.0.0.1, true",
    "8081, TCP, 10.0.0.1, true",
  })
  void hostPortsMustBeFree(int port, String protocol, String hostIp, boolean accepted) {
    int node = world.node("n1", "cpu=10");
    world.pod(Pods.named("there").ports(new HostPort(8080, "TCP", "10.0.0.1")).runningOn("n1"));
    Pods pods = Pods.named("p").ports(new HostPort(port, protocol, hostIp));
    assertThat(new PortFilter().reject(world.pod(pods).podClass(), node, world.nodes()))
        .isEqualTo(accepted ? null : PortFilter.PORTS);
  }

  @Test
  void switchesTurnChecksOff() {
    Taint taint = new Taint("a", "", Effect.NO_SCHEDULE);
    int node = world.node("n1", "cpu=1", Map.of(), List.of(taint), false);
    PredicatesPlugin plugin =
        plugin(
            Map.of(
                "predicate.TaintTolerationEnable", false,
                "predicate.NodeAffinityEnable", "false",
                "predicate.NodePortsEnable", false,
                "predicate.VolumeBindingEnable", false,
                "predicate.VolumeZoneEnable", false,
                "predicate.NodeVolumeLimitsEnable", false,
                "predicate.PodAffinityEnable", false,
                "predicate.PodTopologySpreadEnable", false));
    Pods pods = Pods.named("p").selector(Map.of("a", "1"));
    assertThat(plugin.rejectAttributes(world.pod(pods).podClass(), node, world.nodes())).isNull();
    assertThat(RecordedHooks.of(plugin).reaches()).containsExactly(Reach.ATTRIBUTES);
    assertThat(RecordedHooks.of(plugin(Map.of())).reaches())
        .containsExactly(Reach.ATTRIBUTES, Reach.NODE, Reach.NODE, Reach.CLUSTER, Reach.GROUP);
  }

  private @Nullable String attributes(Pods pods, int node) {
    return plugin(Map.of()).rejectAttributes(world.pod(pods).podClass(), node, world.nodes());
  }

  private static PredicatesPlugin plugin(Map<String, ?> arguments) {
    return new PredicatesPlugin.Factory().create(new Arguments("predicates", arguments));
  }

  private static NodeAffinity affinity(String key, String value) {
    Expression expression = new Expression(key, Operator.IN, List.of(value));
    return new NodeAffinity(List.of(new Term(List.of(expression), List.of())), List.of());
  }
}
