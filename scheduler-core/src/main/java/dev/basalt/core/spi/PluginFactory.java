package dev.basalt.core.spi;

/** Makes plugins of one name; found by {@link java.util.ServiceLoader}. */
public interface PluginFactory {
  /** The name in the configuration, such as {@code binpack}. */
  String name();

  /**
   * Makes a plugin.
   *
   * @throws IllegalArgumentException if an argument is invalid; the message names it and the remedy
   */
  Plugin create(Arguments arguments);
}
