package dev.basalt.sim.replay;

import dev.basalt.core.config.ConfigurationException;
import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.sim.SchedulerSetup;
import dev.basalt.sim.trace.NodeShape;
import dev.basalt.sim.trace.Trace;
import dev.basalt.sim.trace.TraceJob;
import dev.basalt.sim.trace.TraceQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Small traces and faulty schedulers. */
final class Input {
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private Input() {}

  /** A plugin that spoils things. */
  record Fault(String name, Consumer<Hooks> functions) implements PluginFactory {
    @Override
    public Plugin create(Arguments arguments) {
      return functions::accept;
    }
  }

  /** Jobs on nodes of 4 cpu, in queues {@code a} (weight 3) and {@code b} (weight 1). */
  static Trace trace(int nodes, TraceJob... jobs) {
    return new Trace(
        "a few jobs",
        new NodeShape("4", "64Gi", 110).nodes(nodes),
        List.of(
            new TraceQueue("a", 3, ResourceList.EMPTY), new TraceQueue("b", 1, ResourceList.EMPTY)),
        List.of(jobs),
        List.of());
  }

  /** A gang, or with one {@code together} a bag, of pods with so many cpu. */
  static TraceJob job(String name, int atMinute, int pods, int together, String cpu, int minutes) {
    return new TraceJob(
        name,
        "a",
        "test",
        Duration.ofMinutes(atMinute).toNanos(),
        pods,
        together,
        PodShape.of(ResourceList.parse(Map.of("cpu", cpu, "memory", "1Gi"))),
        Duration.ofMinutes(minutes).toNanos(),
        0,
        0);
  }

  /** Ten minutes of patience, two hours to drain. */
  static ReplaySettings settings(SchedulerSetup setup) {
    return new ReplaySettings(
        1, setup, PATIENCE, Duration.ofHours(2), Duration.ofMinutes(1), false);
  }

  static ReplayResult run(Trace trace) {
    return new Replay(trace, settings(SchedulerSetup.standard())).run(Progress.NONE);
  }

  /** The shipped scheduler with a fault in its first tier. */
  static SchedulerSetup faulty(Fault fault) {
    String yaml =
        SchedulerConfiguration.STANDARD.replace(
            "tiers:\n- plugins:\n", "tiers:\n- plugins:\n  - name: " + fault.name() + "\n");
    SchedulerSetup standard = SchedulerSetup.standard();
    List<PluginFactory> plugins = new ArrayList<>(standard.plugins());
    plugins.add(fault);
    try {
      return new SchedulerSetup(
          standard.settings(),
          SchedulerConfiguration.parse(yaml),
          plugins,
          standard.leadershipDelay());
    } catch (ConfigurationException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
