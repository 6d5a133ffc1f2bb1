package dev.basalt.core.spi;

import java.util.List;
import java.util.Set;

/** Makes plugins of one name; found by {@link java.util.ServiceLoader}. */
public interface PluginFactory {
  /** The name in the configuration, such as {@code binpack}. */
  String name();

  /**
   * The arguments that its plugins know, so that others can be reported, in the order in which the
   * configuration reference tells of them. Includes those that are accepted without an effect.
   */
  default List<Argument> arguments() {
    return List.of();
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
