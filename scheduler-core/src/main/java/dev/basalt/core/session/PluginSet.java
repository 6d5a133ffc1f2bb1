package dev.basalt.core.session;

import dev.basalt.core.config.ConfigurationException;
import dev.basalt.core.config.NearestName;
import dev.basalt.core.config.PluginConfiguration;
import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the plugins that a configuration names, tier by tier, and has them register their hooks.
 */
final class PluginSet {
  private final Map<String, PluginFactory> byName = new TreeMap<>();
  private final List<PluginFactory> deciding = new ArrayList<>();
  private final List<Plugin> plugins = new ArrayList<>();
  private final HookTable hooks = new HookTable();
  private final List<String> notices;

  private PluginSet(List<PluginFactory> factories, List<String> notices) {
    factories.forEach(factory -> byName.put(factory.name(), factory));
    this.notices = new ArrayList<>(notices);
  }

  /**
   * The plugins of a configuration.
   *
   * @throws ConfigurationException if it names one that is not there, or an argument is invalid
   */
  static PluginSet of(SchedulerConfiguration configuration, List<PluginFactory> factories)
      throws ConfigurationException {
    PluginSet made = new PluginSet(factories, configuration.notices());
    for (int i = 0; i < configuration.tiers().size(); i++) {
      made.hooks.nextTier();
      for (PluginConfiguration entry : configuration.tiers().get(i)) {
        made.add(entry, "tiers[" + i + "]: ");
      }
    }
    return made;
  }

  List<Plugin> plugins() {
    return plugins;
  }

  HookTable hooks() {
    return hooks;
  }

  /** What of the configuration was accepted without effect. */
  List<String> notices() {
    return List.copyOf(notices);
  }

  private void add(PluginConfiguration entry, String place) throws ConfigurationException {
    PluginFactory factory = byName.get(entry.name());
    if (factory == null) {
      throw new ConfigurationException(
          place
              + "unknown plugin \""
              + entry.name()
              + "\""
              + NearestName.hint(entry.name(), byName.keySet()));
    }
    String rival = rival(factory);
    if (rival != null) {
      notices.add(
          place
              + "plugin "
              + entry.name()
              + " is left out: "
              + rival
              + " decides the same and is configured before it; keep one of the two");
      return;
    }
    deciding.add(factory);
    Arguments arguments = new Arguments(entry.name(), entry.arguments());
    for (String unknown : arguments.unknown(factory.arguments())) {
      notices.add("plugin " + entry.name() + ": argument " + unknown + " has no effect");
    }
    Plugin plugin;
    try {
      plugin = factory.create(arguments);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(place + e.getMessage());
    }
    plugin.register(hooks.registrar(entry));
    plugins.add(plugin);
  }

  /** The plugin configured before that decides the same, null if there is none. */
  private @Nullable String rival(PluginFactory factory) {
    for (PluginFactory other : deciding) {
      if (other.rivals().contains(factory.name())) {
        return other.name();
      }
    }
    return null;
  }
}
