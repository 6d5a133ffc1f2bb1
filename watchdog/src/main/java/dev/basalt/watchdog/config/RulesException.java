package dev.basalt.watchdog.config;

/** A file of rules that cannot be used; the message names line, field and remedy. */
public final class RulesException extends Exception {
  private static final long serialVersionUID = 1;

  public RulesException(String message) {
    super(message);
  }
}
