package dev.basalt.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.core.config.PluginConfiguration;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.model.Task;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.NodeFilter;
import dev.basalt.core.spi.NodeScore;
import dev.basalt.core.spi.Reach;
import dev.basalt.core.testing.Sample;
import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlacementIndexTest {
  private static final NodeFilter ZONE =
      (podClass, node, nodes) ->
          nodes
                  .spec(node)
                  .labels()
                  .entrySet()
                  .containsAll(podClass.shape().nodeSelector().entrySet())
              ? null
              : "node(s) were elsewhere";
  private static final NodeFilter PORTS =
      (podClass, node, nodes) ->
          podClass.shape().hostPorts().stream().anyMatch(port -> nodes.portTaken(node, port))
              ? "node(s) had the port taken"
              : null;
  private static final NodeScore LABEL =
      (podClass, node, nodes) -> nodes.spec(node).labels().containsKey("fast") ? 50 : 0;

  /** Coarse on purpose: many ties. */
  private static final NodeScore FULLNESS =
      (podClass, node, nodes) -> Math.floorDiv(nodes.used(ResourceSchema.CPU, node), 2000L);

  @Test
  void theAnswerIsThatOfAScanAfterAnyChanges() {
    Property.named("placement index against a scan")
        .tries(150)
        .check(source -> compareWithScan(source, false));
  }

  @Test
  void anIndexThatMissesAChangeIsFoundOut() {
    assertThatThrownBy(() ->
            Property.named("placement index with a filter that reads more than it says")
                .check(source -> compareWithScan(source, true)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("-Dproperty.seed=");
  }

  @Test
  void indexesBeyondTheBudgetMakeRoomForOthersAndAnswerTheSame() {
    ClusterState state = new ClusterState(Set.of("basalt"), "default", 0);
    for (int node = 0; node < 2000; node++) {
      state.reports().nodeChanged(Sample.node("n" + node, "cpu=8"));
    }
    NodeChooser chooser = new NodeChooser(state.nodes(), hooks(false));
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 1500; i++) {
        PodClass podClass = classOf(state, "cpu=" + (i + 1) + "m", i);
        assertThat(chooser.best(podClass, false)).isZero();
      }
    }
  }

  private static void compareWithScan(Source source, boolean faulty) {
    ClusterState state = new ClusterState(Set.of("basalt"), "default", 0);
    NodeTable nodes = state.nodes();
    HookTable hooks = hooks(faulty);
    NodeChooser chooser = new NodeChooser(nodes, hooks);
    List<PodClass> classes = new ArrayList<>();
    classes.add(classOf(state, "", 0));
    classes.add(classOf(state, "cpu=1", 1));
    classes.add(
        new PodClass(2, Sample.shape("cpu=3", Map.of("zone", "a")), request(state, "cpu=3")));
    classes.add(new PodClass(3, Sample.withPort("cpu=1", 80), request(state, "cpu=1")));
    classes.add(classOf(state, "cpu=1 gpu=1", 4));
    BitSet excluded = new BitSet();
    int steps = source.size(5, 150);
    int names = source.size(1, 80);
    for (int step = 0; step < steps; step++) {
      int burst = source.chance(5) ? 1500 : source.between(1, 4);
      for (int change = 0; change < burst; change++) {
        change(source, state, "n" + source.between(0, names), step + "-" + change);
      }
      if (nodes.size() > 0 && source.chance(20)) {
        excluded = new BitSet();
        excluded.set(source.between(0, nodes.size() - 1));
        chooser.exclude(excluded);
      }
      PodClass podClass = source.pick(classes);
      boolean overrides = source.chance(30);
      int expected = scan(podClass, nodes, hooks, overrides ? new BitSet() : excluded);
      assertThat(chooser.best(podClass, overrides)).isEqualTo(expected);
      if (expected != Task.NO_NODE) {
        assertThat(chooser.index(podClass, overrides).score(expected))
            .isEqualTo(score(podClass, expected, nodes, hooks));
      }
    }
  }

  private static void change(Source source, ClusterState state, String node, String pod) {
    switch (source.between(0, 4)) {
      case 0, 1 -> {
        NodeSpec spec =
            Sample.node(
                node,
                "cpu=" + source.between(1, 8) + (source.chance(30) ? " gpu=1" : "") + " pods=8");
        Map<String, String> labels =
            source.pick(Map.of(), Map.of("zone", "a"), Map.of("zone", "b"), Map.of("fast", "yes"));
        state.reports().nodeChanged(Sample.labelled(spec, labels));
      }
      case 2 -> state.reports().nodeGone(node, node + "-uid");
      case 3 -> {
        PodShape shape =
            source.chance(20)
                ? Sample.withPort("cpu=1", 80)
                : Sample.shape(source.pick("", "cpu=1", "cpu=2", "gpu=1"), Map.of());
        state
            .reports()
            .podChanged(Sample.pod("p" + pod).shaped(shape).on(node).running().spec(), 0);
      }
      default -> {
        List<Task> tasks = List.copyOf(state.tasks());
        if (!tasks.isEmpty()) {
          state.reports().podGone(source.pick(tasks).uid(), 0);
          state.reports().releaseDue(Long.MAX_VALUE);
        }
      }
    }
  }

  private static int scan(PodClass podClass, NodeTable nodes, HookTable hooks, BitSet excluded) {
    int best = Task.NO_NODE;
    double bestScore = 0;
    for (int node = 0; node < nodes.size(); node++) {
      if (!nodes.exists(node) || excluded.get(node) || !takes(podClass, node, nodes, hooks)) {
        continue;
      }
      double score = score(podClass, node, nodes, hooks);
      if (best == Task.NO_NODE || score > bestScore) {
        best = node;
        bestScore = score;
      }
    }
    return best;
  }

  private static boolean takes(PodClass podClass, int node, NodeTable nodes, HookTable hooks) {
    for (int dimension = 0; dimension < nodes.schema().size(); dimension++) {
      long free = nodes.allocatable(dimension, node) - nodes.used(dimension, node);
      long asked = podClass.request().amountOf(dimension);
      if (asked > 0 && asked > free) {
        return false;
      }
    }
    for (NodeFilter filter : hooks.attributeFilters) {
      if (filter.reject(podClass, node, nodes) != null) {
        return false;
      }
    }
    return hooks.nodeFilters.stream()
        .allMatch(filter -> filter.reject(podClass, node, nodes) == null);
  }

  private static double score(PodClass podClass, int node, NodeTable nodes, HookTable hooks) {
    double score = 0;
    for (NodeScore part : hooks.attributeScores) {
      score += part.score(podClass, node, nodes);
    }
    for (NodeScore part : hooks.nodeScores) {
      score += part.score(podClass, node, nodes);
    }
    return score;
  }

  private static HookTable hooks(boolean faulty) {
    HookTable table = new HookTable();
    table.nextTier();
    Hooks hooks = table.registrar(new PluginConfiguration("test", Set.of(), Map.of()));
    hooks.nodeFilter(Reach.ATTRIBUTES, ZONE);
    hooks.nodeFilter(faulty ? Reach.ATTRIBUTES : Reach.NODE, PORTS);
    hooks.nodeScore(Reach.ATTRIBUTES, LABEL);
    hooks.nodeScore(Reach.NODE, FULLNESS);
    return table;
  }

  private static PodClass classOf(ClusterState state, String amounts, int id) {
    return new PodClass(id, Sample.shape(amounts, Map.of()), request(state, amounts));
  }

  private static dev.basalt.core.resource.Request request(ClusterState state, String amounts) {
    return dev.basalt.core.resource.Request.ofPod(state.schema(), Sample.amounts(amounts));
  }
}
