package dev.basalt.plugins.binpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.basalt.core.model.PodClass;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.NodeScore;
import dev.basalt.core.spi.Reach;
import dev.basalt.plugins.Pods;
import dev.basalt.plugins.RecordedHooks;
import dev.basalt.plugins.World;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BinpackPluginTest {
  private final World world = new World();
  private int node;

  @BeforeEach
  void nodeInUse() {
    node = world.node("n1", "cpu=10, memory=100, gpu=8");
    world.pod(Pods.named("there").requests("cpu=4, memory=10, gpu=2").runningOn("n1"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        // (4+1)/10
        "cpu=1 | 50",
        // ((4+1)/10 + (10+10)/100) / 2
        "cpu=1, memory=10 | 35",
        // the whole node
        "cpu=6, memory=90 | 100",
        // cpu is over capacity and adds nothing
        "cpu=7, memory=90 | 50",
        // gpu has no weight by default
        "gpu=1 | 0",
        "cpu=1, gpu=1 | 50",
      })
  void fullerIsBetter(String requests, double expected) {
    assertThat(score(Map.of(), requests)).isEqualTo(expected, within(1e-9));
  }

  @Test
  void weightsCountByResource() {
    Map<String, ?> arguments =
        Map.of(
            "binpack.weight", 2,
            "binpack.cpu", 5,
            "binpack.memory", 0,
            "binpack.resources", "gpu, other",
            "binpack.resources.gpu", 15);
    // 2 x 100 x (5 x 5/10 + 15 x 6/8) / 20
    assertThat(score(arguments, "cpu=1, memory=10, gpu=4")).isEqualTo(137.5, within(1e-9));
  }

  @Test
  void weightZeroSwitchesOff() {
    BinpackPlugin plugin = plugin(Map.of("binpack.weight", 0));
    assertThat(RecordedHooks.of(plugin).has(NodeScore.class)).isFalse();
    assertThat(RecordedHooks.of(plugin(Map.of())).reaches()).isEqualTo(List.of(Reach.NODE));
  }

  private double score(Map<String, ?> arguments, String requests) {
    BinpackPlugin plugin = plugin(arguments);
    PodClass podClass = world.podClass(requests);
    plugin.sessionOpened(world);
    return RecordedHooks.of(plugin).only(NodeScore.class).score(podClass, node, world.nodes());
  }

  private static BinpackPlugin plugin(Map<String, ?> arguments) {
    return new BinpackPlugin.Factory().create(new Arguments("binpack", arguments));
  }
}
