package dev.basalt.core.config;

import java.util.Map;
import java.util.Set;

/**
 * A plugin's entry in a tier.
 *
 * @param name the plugin's name
 * @param disabled the kinds of functions switched off
 * @param arguments scalar values by key
 */
public record PluginConfiguration(String name, Set<Hook> disabled, Map<String, Object> arguments) {
  public PluginConfiguration {
    disabled = Set.copyOf(disabled);
    arguments = Map.copyOf(arguments);
  }

  public boolean enabled(Hook hook) {
    return !disabled.contains(hook);
  }
}
