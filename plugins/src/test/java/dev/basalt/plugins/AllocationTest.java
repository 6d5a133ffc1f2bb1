package dev.basalt.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.basalt.core.event.HostPort;
import dev.basalt.core.event.NodeAffinity;
import dev.basalt.core.event.NodeAffinity.Expression;
import dev.basalt.core.event.NodeAffinity.Operator;
import dev.basalt.core.event.NodeAffinity.Preference;
import dev.basalt.core.event.NodeAffinity.Term;
import dev.basalt.core.event.Taint;
import dev.basalt.core.event.Taint.Effect;
import dev.basalt.core.event.Toleration;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.NodeFilter;
import dev.basalt.core.spi.NodeScore;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters and scores run for every class and node: accepting and scoring must allocate nothing. */
final class AllocationTest {
  private static final int CALLS = 10_000;

  private final World world = new World();

  @ParameterizedTest
  @ValueSource(strings = {"predicates", "binpack", "nodeorder"})
  void filtersThatAcceptAndScoresDoNotAllocate(String name) {
    Taint hard = new Taint("a", "1", Effect.NO_SCHEDULE);
    Taint soft = new Taint("b", "1", Effect.PREFER_NO_SCHEDULE);
    int node =
        world.node(
            "n1",
            "cpu=10, memory=10Gi",
            Map.of("zone", "a", "cores", "32"),
            List.of(hard, soft),
            true);
    world.pod(Pods.named("there").ports(new HostPort(80, "TCP", "")).runningOn("n1"));
    Term term =
        new Term(
            List.of(
                new Expression("zone", Operator.IN, List.of("b", "a")),
                new Expression("cores", Operator.GT, List.of("16"))),
            List.of(new Expression("metadata.name", Operator.NOT_IN, List.of("n2"))));
    PodClass podClass =
        world
            .pod(
                Pods.named("p")
                    .requests("cpu=1, memory=1Gi")
                    .selector(Map.of("zone", "a"))
                    .affinity(new NodeAffinity(List.of(term), List.of(new Preference(10, term))))
                    .tolerations(new Toleration("", true, "", Effect.NO_SCHEDULE))
                    .ports(new HostPort(81, "TCP", "")))
            .podClass();
    Plugin plugin = plugin(name);
    RecordedHooks hooks = RecordedHooks.of(plugin);
    plugin.sessionOpened(world);
    List<NodeFilter> filters = hooks.all(NodeFilter.class);
    List<NodeScore> scores = hooks.all(NodeScore.class);
    assertThat(filters.size() + scores.size()).isPositive();

    long allocated = 0;
    double sum = 0;
    for (int round = 0; round < 2; round++) {
      long before = allocatedBytes();
      for (int call = 0; call < CALLS; call++) {
        for (int i = 0; i < filters.size(); i++) {
          sum += filters.get(i).reject(podClass, node, world.nodes()) == null ? 0 : Double.NaN;
        }
        for (int i = 0; i < scores.size(); i++) {
          sum += scores.get(i).score(podClass, node, world.nodes());
        }
      }
      allocated = allocatedBytes() - before;
    }
    assertThat(sum).isNotNaN();
    assertThat(allocated).as("bytes in %s calls", CALLS).isLessThan(CALLS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"proportion", "overcommit", "capacity"})
  void openingASessionAllocatesNothingInASteadyState(String name) {
    world.node("n1", "cpu=10, memory=10Gi");
    for (int i = 0; i < 20; i++) {
      world.queue("q" + i, 1 + i);
      for (int pod = 0; pod < 10; pod++) {
        world.pod(Pods.named("p" + i + "-" + pod).queue("q" + i));
      }
    }
    Plugin plugin = plugin(name);
    RecordedHooks.of(plugin);
    long allocated = 0;
    for (int round = 0; round < 2; round++) {
      long before = allocatedBytes();
      for (int session = 0; session < 1000; session++) {
        plugin.sessionOpened(world);
      }
      allocated = allocatedBytes() - before;
    }
    // The list of queues that the state hands out is a fresh view each time.
    assertThat(allocated / 1000).as("bytes a session").isLessThan(100);
  }

  private static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  private static Plugin plugin(String name) {
    return ServiceLoader.load(PluginFactory.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(factory -> factory.name().equals(name))
        .findFirst()
        .orElseThrow()
        .create(Arguments.none(name));
  }
}
