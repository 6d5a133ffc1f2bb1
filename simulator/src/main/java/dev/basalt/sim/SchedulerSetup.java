package dev.basalt.sim;

import dev.basalt.core.config.ConfigurationException;
import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.engine.EngineSettings;
import dev.basalt.core.model.ZoneScope;
import dev.basalt.core.spi.PluginFactory;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * What a scheduler process is started with.
 *
 * @param settings the engine's settings
 * @param configuration actions, tiers and plugins
 * @param plugins the plugins there are
 * @param leadershipDelay how long a process waits before it leads, once it has listed everything:
 *     at least as long as a request of its predecessor may be on its way, and as nodes may keep the
 *     room of pods that ended before it came
 */
public record SchedulerSetup(
    EngineSettings settings,
    SchedulerConfiguration configuration,
    List<PluginFactory> plugins,
    Duration leadershipDelay) {

  /** What is shipped. */
  public static SchedulerSetup standard() {
    return new SchedulerSetup(
        EngineSettings.standard(),
        SchedulerConfiguration.standard(),
        ServiceLoader.load(PluginFactory.class).stream().map(ServiceLoader.Provider::get).toList(),
        Duration.ofSeconds(2));
  }

  public SchedulerSetup with(EngineSettings newSettings) {
    return new SchedulerSetup(newSettings, configuration, plugins, leadershipDelay);
  }

  /** The same for the instance of that name, which serves some zones. */
  public SchedulerSetup serving(String name, Set<String> zones) {
    return with(settings.withZones(new ZoneScope(zones, "basalt-system/" + name)));
  }

  public SchedulerSetup withLeadershipDelay(Duration delay) {
    return new SchedulerSetup(settings, configuration, plugins, delay);
  }

  /**
   * The same with another configuration.
   *
   * @throws IllegalArgumentException if it cannot be used
   */
  public SchedulerSetup withConfiguration(String yaml) {
    try {
      return new SchedulerSetup(
          settings, SchedulerConfiguration.parse(yaml), plugins, leadershipDelay);
    } catch (ConfigurationException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
