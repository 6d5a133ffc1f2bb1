package dev.basalt.core.spi;

import java.util.Set;

/** Makes plugins of one name; found by {@link java.util.ServiceLoader}. */
public interface PluginFactory {
  /** The name in the configuration, such as {@code binpack}. */
  String name();

  /**
   * The arguments that its plugins know, so that others can be reported: full names, or a prefix
   * followed by {@code *}. Includes those that are accepted without an effect.
   */
  default Set<String> arguments() {
    return Set.of();
  }

  /**
   * The names of plugins that decide the same as this one: of those, the first one configured
   * decides and the others are left out.
   */
  default Set<String> rivals() {
    return Set.of();
  }

  /**
   * Makes a plugin.
   *
   * @throws IllegalArgumentException if an argument is invalid; the message names it and the remedy
   */
  Plugin create(Arguments arguments);
}
