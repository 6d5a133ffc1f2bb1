package dev.basalt.watchdog.alert;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * How many more alerts may fire. Each rule has some room of its own, a quarter of all together,
 * that no other rule can take; the rest is for whoever comes first. So however much one rule finds,
 * the others are heard.
 */
final class Room {
  private static final int PARTS = 4;

  private final Map<String, Integer> firing;
  private final int own;
  private int shared;

  /**
   * Room as it is left.
   *
   * @param most alerts that may fire at a time
   * @param rules names of the rules that look
   * @param firing alerts that fire already, by rule
   */
  Room(int most, Set<String> rules, Map<String, Integer> firing) {
    this.firing = new HashMap<>(firing);
    own = rules.isEmpty() ? 0 : Math.max(1, most / (PARTS * rules.size()));
    shared = most - own * rules.size();
    firing.forEach(
        (rule, count) -> shared -= rules.contains(rule) ? Math.max(0, count - own) : count);
  }

  /** Whether one more of a rule may fire; then it is counted. */
  boolean take(String rule) {
    int count = firing.getOrDefault(rule, 0);
    if (count >= own) {
      if (shared <= 0) {
        return false;
      }
      shared--;
    }
    firing.put(rule, count + 1);
    return true;
  }
}
