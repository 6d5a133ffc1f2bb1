package dev.basalt.watchdog.alert;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is told of.
 *
 * @param rule the rule's name
 * @param subject what it is about
 * @param episode tells this time from another one of the same subject
 * @param labels all labels; they stay what they were when it fired
 * @param annotations texts
 * @param startsMillis since when it is so, milliseconds since 1970
 * @param firedMillis when it fired, milliseconds since 1970
 * @param endsMillis when it was resolved, milliseconds since 1970; 0 while it fires
 */
public record Alert(
    String rule,
    String subject,
    String episode,
    SortedMap<String, String> labels,
    SortedMap<String, String> annotations,
    long startsMillis,
    long firedMillis,
    long endsMillis) {
  /** The label that names the rule. */
  public static final String NAME = "alertname";

  public Alert {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
  }

  /** Whether it fires. */
  public boolean firing() {
    return endsMillis == 0;
  }

  /** {@code firing} or {@code resolved}. */
  public String status() {
    return firing() ? "firing" : "resolved";
  }

  /** A hash of its labels, the same that Alertmanager shows. */
  public String fingerprint() {
    return Fingerprints.of(labels);
  }

  /** A label, empty if it has none of that name. */
  public String label(String name) {
    return labels.getOrDefault(name, "");
  }

  /** An annotation, empty if it has none of that name. */
  public String annotation(String name) {
    return annotations.getOrDefault(name, "");
  }

  Alert with(Map<String, String> texts) {
    return new Alert(
        rule,
        subject,
        episode,
        labels,
        new TreeMap<>(texts),
        startsMillis,
        firedMillis,
        endsMillis);
  }

  /** The same, resolved; never before it began. */
  Alert resolved(long millis) {
    return new Alert(
        rule,
        subject,
        episode,
        labels,
        annotations,
        startsMillis,
        firedMillis,
        Math.max(millis, startsMillis + 1));
  }
}
