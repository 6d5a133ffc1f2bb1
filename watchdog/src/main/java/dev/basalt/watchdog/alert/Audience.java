package dev.basalt.watchdog.alert;

import java.util.Set;

/** Who is to be told of an alert. */
public interface Audience {
  /** Names of receivers. */
  Set<String> of(Alert alert);
}
