package dev.basalt.watchdog;

import java.util.HashMap;
import java.util.Map;

/** What a watchdog has done, for metrics. Thread-safe. */
public final class Counts {
  /**
   * Messages to a receiver.
   *
   * @param result {@code ok}, {@code failed} (no answer, or one that may be another next time) or
   *     {@code refused}
   */
  public record Message(String receiver, String result) {}

  private final Map<Message, Long> messages = new HashMap<>();
  private Map<String, Integer> firing = Map.of();
  private long heartbeatMillis;
  private long leftOut;
  private long dropped;

  synchronized void message(String receiver, String result) {
    messages.merge(new Message(receiver, result), 1L, Long::sum);
  }

  synchronized void looked(Map<String, Integer> byRule, int notFired, long droppedSoFar) {
    firing = Map.copyOf(byRule);
    leftOut = notFired;
    dropped = droppedSoFar;
  }

  /** Somebody else is at work. */
  synchronized void rest() {
    firing = Map.of();
    leftOut = 0;
    heartbeatMillis = 0;
  }

  synchronized void healthy(long millis) {
    heartbeatMillis = millis;
  }

  /** Messages so far. */
  public synchronized Map<Message, Long> messages() {
    return Map.copyOf(messages);
  }

  /** Alerts that fire, by rule. */
  public synchronized Map<String, Integer> firing() {
    return firing;
  }

  /** When rules were last looked at and all was kept, milliseconds since 1970; 0 for never. */
  public synchronized long heartbeatMillis() {
    return heartbeatMillis;
  }

  /** Findings that have not fired, as too many alerts do. */
  public synchronized long leftOut() {
    return leftOut;
  }

  /** Resolved alerts that were dropped before everybody had been told. */
  public synchronized long dropped() {
    return dropped;
  }
}
