package dev.basalt.plugins.nodeorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.NodeAffinity;
import dev.basalt.core.event.NodeAffinity.Expression;
import dev.basalt.core.event.NodeAffinity.Operator;
import dev.basalt.core.event.NodeAffinity.Preference;
import dev.basalt.core.event.NodeAffinity.Term;
import dev.basalt.core.event.PodAffinity;
import dev.basalt.core.event.PodSelector;
import dev.basalt.core.event.SpreadConstraint;
import dev.basalt.core.event.Taint;
import dev.basalt.core.event.Toleration;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.NodeScore;
import dev.basalt.core.spi.Reach;
import dev.basalt.plugins.Pods;
import dev.basalt.plugins.RecordedHooks;
import dev.basalt.plugins.World;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NodeOrderPluginTest {
  private static final List<String> WEIGHTS =
      List.of(
          "leastrequested.weight",
          "mostrequested.weight",
          "balancedresource.weight",
          "nodeaffinity.weight",
          "tainttoleration.weight",
          "podaffinity.weight",
          "podtopologyspread.weight");

  private final World world = new World();

  @ParameterizedTest(name = "{0} of cpu {1}, memory {2}: {3}")
  @CsvSource({
    // the node has 10 cpu and 100 bytes
    "leastrequested.weight, 0, 0, 100",
    "leastrequested.weight, 5, 25, 62.5",
    "leastrequested.weight, 10, 100, 0",
    "leastrequested.weight, 20, 0, 50",
    "mostrequested.weight, 5, 25, 37.5",
    "mostrequested.weight, 10, 100, 100",
    "mostrequested.weight, 20, 100, 50",
    "balancedresource.weight, 5, 50, 100",
    "balancedresource.weight, 5, 25, 87.5",
    "balancedresource.weight, 10, 0, 50",
    "balancedresource.weight, 30, 100, 100",
  })
  void loadIsScoredOnAbsoluteScales(String weight, int cpu, int memory, double expected) {
    int node = world.node("n1", "cpu=10, memory=100");
    PodClass podClass = world.podClass("cpu=" + cpu + ", memory=" + memory);
    assertThat(only(weight, podClass, node)).isEqualTo(expected, within(1e-9));
  }

  @Test
  void podsOnTheNodeCount() {
    int node = world.node("n1", "cpu=10, memory=100");
    world.pod(Pods.named("there").requests("cpu=4, memory=40").runningOn("n1"));
    assertThat(only("leastrequested.weight", world.podClass("cpu=1, memory=10"), node))
        .isEqualTo(50, within(1e-9));
  }

  @Test
  void preferencesCountByTheirPartOfAllWeights() {
    int ssd = world.node("n1", "cpu=1", Map.of("disk", "ssd"), List.of(), false);
    int both = world.node("n2", "cpu=1", Map.of("disk", "ssd", "zone", "a"), List.of(), false);
    int neither = world.node("n3", "cpu=1");
    NodeAffinity affinity =
        new NodeAffinity(List.of(), List.of(prefer(30, "disk", "ssd"), prefer(10, "zone", "a")));
    PodClass podClass = world.pod(Pods.named("p").affinity(affinity)).podClass();
    assertThat(only("nodeaffinity.weight", podClass, ssd)).isEqualTo(75, within(1e-9));
    assertThat(only("nodeaffinity.weight", podClass, both)).isEqualTo(100, within(1e-9));
    assertThat(only("nodeaffinity.weight", podClass, neither)).isZero();
    assertThat(only("nodeaffinity.weight", world.podClass("cpu=1"), both)).isZero();
  }

  @Test
  void eachUntoleratedSoftTaintMakesANodeWorse() {
    Taint soft = new Taint("a", "x", Taint.Effect.PREFER_NO_SCHEDULE);
    Taint other = new Taint("b", "y", Taint.Effect.PREFER_NO_SCHEDULE);
    int clean = world.node("n1", "cpu=1");
    int one = world.node("n2", "cpu=1", Map.of(), List.of(soft), false);
    int two = world.node("n3", "cpu=1", Map.of(), List.of(soft, other), false);
    PodClass plain = world.podClass("cpu=1");
    assertThat(only("tainttoleration.weight", plain, clean)).isEqualTo(100);
    assertThat(only("tainttoleration.weight", plain, one)).isEqualTo(50);
    assertThat(only("tainttoleration.weight", plain, two)).isEqualTo(100.0 / 3);
    PodClass tolerant =
        world.pod(Pods.named("p").tolerations(new Toleration("a", false, "x", null))).podClass();
    assertThat(only("tainttoleration.weight", tolerant, one)).isEqualTo(100);
  }

  @Test
  void weightsMultiply() {
    int node = world.node("n1", "cpu=10, memory=100");
    PodClass podClass = world.podClass("cpu=5, memory=25");
    NodeOrderPlugin plugin =
        new NodeOrderPlugin.Factory()
            .create(
                new Arguments(
                    "nodeorder", Map.of("leastrequested.weight", 3, "balancedresource.weight", 2)));
    assertThat(plugin.loadScore(podClass, node, world.nodes()))
        .isEqualTo(3 * 62.5 + 2 * 87.5, within(1e-9));
  }

  @Test
  void attributesAndLoadAreScoredApart() {
    RecordedHooks hooks =
        RecordedHooks.of(new NodeOrderPlugin.Factory().create(Arguments.none("nodeorder")));
    assertThat(hooks.reaches())
        .containsExactly(Reach.ATTRIBUTES, Reach.NODE, Reach.CLUSTER, Reach.GROUP);
  }

  @Test
  void podsThatArePreferredDrawTheMoreOfThemThereAre() {
    int near = world.node("n1", "cpu=9", Map.of("zone", "a"), List.of(), false);
    int far = world.node("n2", "cpu=9", Map.of("zone", "b"), List.of(), false);
    PodAffinity.Term web =
        new PodAffinity.Term(PodSelector.in("ns", LabelSelector.of(Map.of("app", "web"))), "zone");
    PodClass drawn =
        world
            .pod(
                Pods.named("p")
                    .peers(
                        new PodAffinity(
                            List.of(),
                            List.of(new PodAffinity.Preference(10, web)),
                            List.of(),
                            List.of())))
            .podClass();
    assertThat(only("podaffinity.weight", drawn, near)).isEqualTo(50);
    world.pod(Pods.named("w1").labels(Map.of("app", "web")).runningOn("n1"));
    assertThat(only("podaffinity.weight", drawn, near)).isEqualTo(50 + 50 * 10.0 / (10 + 10));
    world.pod(Pods.named("w2").labels(Map.of("app", "web")).runningOn("n1"));
    assertThat(only("podaffinity.weight", drawn, near)).isEqualTo(50 + 50 * 20.0 / (20 + 10));
    assertThat(only("podaffinity.weight", drawn, far)).isEqualTo(50);
    PodClass plain = world.podClass("cpu=1");
    assertThat(only("podaffinity.weight", plain, near)).isEqualTo(0);
  }

  @Test
  void theDomainWithTheFewestPodsIsTheBestToSpreadTo() {
    int a = world.node("n1", "cpu=9", Map.of("zone", "a"), List.of(), false);
    int b = world.node("n2", "cpu=9", Map.of("zone", "b"), List.of(), false);
    int nowhere = world.node("n3", "cpu=9");
    PodSelector web = PodSelector.in("ns", LabelSelector.of(Map.of("app", "web")));
    PodClass spread =
        world
            .pod(
                Pods.named("p").spread(new SpreadConstraint(1, "zone", false, web, 1, true, false)))
            .podClass();
    world.pod(Pods.named("w1").labels(Map.of("app", "web")).runningOn("n1"));
    assertThat(only("podtopologyspread.weight", spread, a))
        .isEqualTo(100 / (1 + Math.log(4)), within(1e-9));
    assertThat(only("podtopologyspread.weight", spread, b)).isEqualTo(100);
    assertThat(only("podtopologyspread.weight", spread, nowhere)).isEqualTo(0);
  }

  private double only(String weight, PodClass podClass, int node) {
    Map<String, Integer> arguments = new HashMap<>();
    WEIGHTS.forEach(other -> arguments.put(other, other.equals(weight) ? 1 : 0));
    return RecordedHooks.of(
            new NodeOrderPlugin.Factory().create(new Arguments("nodeorder", arguments)))
        .all(NodeScore.class)
        .stream()
        .mapToDouble(part -> part.score(podClass, node, world.nodes()))
        .sum();
  }

  private static Preference prefer(int weight, String key, String value) {
    return new Preference(
        weight, new Term(List.of(new Expression(key, Operator.IN, List.of(value))), List.of()));
  }
}
