package dev.basalt.core.config;

/** A configuration that cannot be used; the message names the place and the remedy. */
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1;

  public ConfigurationException(String message) {
    super(message);
  }
}
