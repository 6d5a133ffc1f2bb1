package dev.basalt.plugins.reference;

import dev.basalt.core.config.ConfigurationException;
import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.engine.Engine;
import dev.basalt.core.engine.EngineListener;
import dev.basalt.core.engine.EnginePorts;
import dev.basalt.core.engine.EngineSettings;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.model.Queue;
import dev.basalt.core.port.Clock;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;

/** The engine with its real plugins, under the run's clock; keeps the bindings it sends. */
final class EngineUnderTest {
  private static final int MOST_TURNS = 1000;

  /** Serves the queue that holds fewest pods for its weight: simple enough to be done twice. */
  private static final class FewestPodsFirst implements PluginFactory {
    @Override
    public String name() {
      return "fewestpods";
    }

    @Override
    public Plugin create(Arguments arguments) {
      return hooks ->
          hooks.queueOrder((first, second) ->
              Long.compare(held(first) * weight(second), held(second) * weight(first)));
    }

    private static long held(Queue queue) {
      return queue.allocated().get(ResourceSchema.PODS);
    }

    private static int weight(Queue queue) {
      return queue.spec() == null ? 1 : queue.spec().weight();
    }
  }

  private final List<String> bindings = new ArrayList<>();
  private final UnaryOperator<ClusterEvent> distortion;
  private final Engine engine;
  private long nanos;

  /**
   * A leading engine.
   *
   * @param distortion what the engine is told of an event: planted faults
   */
  EngineUnderTest(String configuration, UnaryOperator<ClusterEvent> distortion) {
    this.distortion = distortion;
    List<PluginFactory> plugins = new ArrayList<>(List.of(new FewestPodsFirst()));
    ServiceLoader.load(PluginFactory.class).forEach(plugins::add);
    EnginePorts ports =
        new EnginePorts(
            binding -> bindings.add(binding.podName() + ">" + binding.nodeName()),
            eviction -> {
              throw new AssertionError("nothing is to be evicted in these runs: " + eviction);
            },
            status -> {},
            EngineListener.NONE);
    Clock clock =
        new Clock() {
          @Override
          public long nanos() {
            return nanos;
          }

          @Override
          public long epochMillis() {
            return nanos / 1_000_000;
          }
        };
    EngineSettings settings =
        EngineSettings.standard()
            .withReleaseDelay(Duration.ofNanos(NaiveCluster.RELEASE_NANOS))
            .withGangCompletionTimeout(Duration.ofHours(1));
    try {
      engine =
          new Engine(settings, SchedulerConfiguration.parse(configuration), plugins, ports, clock);
    } catch (ConfigurationException e) {
      throw new IllegalArgumentException(e);
    }
    engine.offer(new ClusterEvent.FeedsSynced());
    engine.offer(new ClusterEvent.LeadershipChanged(true));
  }

  void offer(ClusterEvent event) {
    engine.offer(distortion.apply(event));
  }

  /** Lets the engine run until it has nothing more to do; returns the bindings it sent. */
  List<String> run(long nowNanos) {
    nanos = nowNanos;
    bindings.clear();
    for (int i = 0; i < MOST_TURNS; i++) {
      if (!engine.runOnce() && engine.nextWakeNanos() > nanos) {
        return List.copyOf(bindings);
      }
    }
    throw new AssertionError("the engine does not come to rest");
  }
}
