package dev.basalt.controllers.runtime;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What was last said of objects, so that nobody says it at each look. Thread-safe. */
public final class Said {
  private final Map<ObjectKey, Map<String, String>> last = new ConcurrentHashMap<>();

  /** Whether a message is not the one that was last said of an object for that reason. */
  public boolean isNews(ObjectKey object, String reason, String message) {
    return !message.equals(
        last.computeIfAbsent(object, key -> new ConcurrentHashMap<>()).put(reason, message));
  }

  /** An object is gone. */
  public void forget(ObjectKey object) {
    last.remove(object);
  }
}
