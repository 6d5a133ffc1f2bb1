package dev.basalt.watchdog.rule;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Something that a rule found to be so.
 *
 * @param subject what it is about; a rule finds one thing at a time about a subject
 * @param episode tells this time from another one of the same subject; empty where a state comes
 *     and goes
 * @param labels of the alert, without those that the rule has for all
 * @param values for the placeholders of texts, besides the labels
 * @param sinceMillis when it happened by the API's time stamps, milliseconds since 1970; 0 for a
 *     state, which counts from when it was seen
 * @param news false for what keeps an alert that fires and begins none
 */
public record Finding(
    String subject,
    String episode,
    SortedMap<String, String> labels,
    Map<String, String> values,
    long sinceMillis,
    boolean news) {

  public Finding {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    values = Map.copyOf(values);
  }

  /** A state that comes and goes. */
  static Finding state(String subject, Map<String, String> labels, Map<String, String> values) {
    return new Finding(subject, "", new TreeMap<>(labels), values, 0, true);
  }

  /** Something that happened once. */
  static Finding event(
      String subject,
      String episode,
      long sinceMillis,
      Map<String, String> labels,
      Map<String, String> values) {
    return new Finding(subject, episode, new TreeMap<>(labels), values, sinceMillis, true);
  }

  /** An alert about a subject goes on, if there is one. */
  static Finding goesOn(String subject, Map<String, String> labels) {
    return new Finding(subject, "", new TreeMap<>(labels), Map.of(), 0, false);
  }

  /** What stands for a name in a text; null if nothing does. */
  @Nullable String value(String name) {
    String value = values.get(name);
    return value == null ? labels.get(name) : value;
  }
}
