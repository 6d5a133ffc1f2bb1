package dev.basalt.core.session;

import static dev.basalt.core.testing.Sample.node;
import static dev.basalt.core.testing.Sample.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.config.PluginConfiguration;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.resource.Request;
import dev.basalt.core.spi.Reach;
import dev.basalt.core.testing.Sample;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  private final ClusterState state = new ClusterState(Set.of("basalt"), "default", 0);
  private final HookTable hooks = new HookTable();

  ExplanationTest() {
    hooks.nextTier();
    hooks
        .registrar(new PluginConfiguration("test", Set.of(), Map.of()))
        .nodeFilter(
            Reach.ATTRIBUTES,
            (podClass, node, nodes) ->
                nodes.spec(node).unschedulable() ? "node(s) were cordoned" : null);
  }

  @Test
  void aClusterWithoutNodesHasNone() {
    assertThat(why("cpu=1", 1))
        .isEqualTo(new Wait(WaitReason.NOT_ENOUGH_RESOURCES, "there are no nodes"));
  }

  @Test
  void nodesThatDoNotMatchAreCountedByReason() {
    state.reports().nodeChanged(Sample.cordoned(node("n1", "cpu=4"), true));
    state.reports().nodeChanged(Sample.cordoned(node("n2", "cpu=4"), true));
    assertThat(why("cpu=1", 1))
        .isEqualTo(
            new Wait(WaitReason.NO_NODE_MATCHES, "0/2 nodes match: 2 node(s) were cordoned"));
  }

  @Test
  void whatIsShortIsNamedWithItsAmount() {
    state.reports().nodeChanged(node("n1", "cpu=2 memory=1Gi"));
    state.reports().nodeChanged(Sample.cordoned(node("n2", "cpu=9"), true));
    assertThat(why("cpu=3 memory=512Mi", 1))
        .isEqualTo(
            new Wait(
                WaitReason.NOT_ENOUGH_RESOURCES,
                "no node has room; short of 1 cpu: 3 cpu needed, 2 cpu free"
                    + " (of 2 nodes: 1 insufficient cpu, 1 node(s) were cordoned)"));
  }

  @Test
  void roomInPiecesTooSmallIsCalledSo() {
    state.reports().nodeChanged(node("n1", "cpu=2"));
    state.reports().nodeChanged(node("n2", "cpu=2"));
    assertThat(why("cpu=3", 1))
        .isEqualTo(
            new Wait(
                WaitReason.FRAGMENTED,
                "no node has room; short of 1 cpu: 3 cpu asked for by a pod, at most 2 cpu free on"
                    + " one node, 4 cpu in sum (of 2 nodes: 2 insufficient cpu)"));
  }

  @Test
  void slotsAreCountedOverAllNodes() {
    state.reports().nodeChanged(node("n1", "cpu=5"));
    state.reports().nodeChanged(node("n2", "cpu=3 pods=1"));
    state.reports().podChanged(pod("p").on("n1").running().spec(), 0);
    assertThat(explain("cpu=2").slots()).isEqualTo(3);
    assertThat(explain("cpu=2").shortage(6).message())
        .startsWith("3 of 6 pods would fit; short of 5 cpu: 12 cpu needed, 7 cpu free");
  }

  @Test
  void aNodeThatOthersOvercommittedHasNothingFree() {
    state.reports().nodeChanged(node("n1", "cpu=1"));
    state.reports().podChanged(pod("p").foreign().asking("cpu=5").on("n1").running().spec(), 0);
    assertThat(why("cpu=1", 1).message()).contains("short of 1 cpu: 1 cpu needed, 0 cpu free");
  }

  @Test
  void absurdDemandsOverflowNothing() {
    state.reports().nodeChanged(node("n1", "cpu=1"));
    assertThat(why("cpu=1e30", 1000).reason()).isEqualTo(WaitReason.NOT_ENOUGH_RESOURCES);
    assertThat(why("cpu=1e30", 1000).message()).doesNotContain("-");
  }

  private Wait why(String amounts, long wanted) {
    return explain(amounts).shortage(wanted);
  }

  private Explanation explain(String amounts) {
    Request request = Request.ofPod(state.schema(), Sample.amounts(amounts));
    PodClass podClass = new PodClass(0, Sample.shape(amounts, Map.of()), request);
    return Explanation.of(podClass, state.nodes(), hooks);
  }
}
