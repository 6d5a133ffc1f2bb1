package dev.basalt.watchdog.rule;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is worth an alert.
 *
 * @param name the alert's name; no two rules have the same
 * @param kind what it looks for
 * @param enabled whether it does
 * @param severity label of its alerts
 * @param times how long things take
 * @param namespaces of what has a namespace, which it is for
 * @param queues of what has a queue, which it is for
 * @param labels more labels of its alerts
 * @param thresholds numbers of its kind; durations in seconds
 * @param summary a line about an alert
 * @param description all about it
 * @param runbookUrl where to read what to do; empty for nowhere
 */
public record Rule(
    String name,
    Kind kind,
    boolean enabled,
    String severity,
    Kind.Times times,
    Names namespaces,
    Names queues,
    SortedMap<String, String> labels,
    Map<String, Double> thresholds,
    Template summary,
    Template description,
    String runbookUrl) {

  public Rule {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    thresholds = Map.copyOf(thresholds);
  }

  /** The same, with another address to read what to do. */
  public Rule withRunbookUrl(String url) {
    return new Rule(
        name,
        kind,
        enabled,
        severity,
        times,
        namespaces,
        queues,
        labels,
        thresholds,
        summary,
        description,
        url);
  }

  /** A number of its kind. */
  public double threshold(String name) {
    Double value = thresholds.get(name);
    if (value == null) {
      throw new IllegalArgumentException(kind.text() + " takes no " + name);
    }
    return value;
  }

  /** Whether it is for what a finding is about. */
  boolean isFor(Finding finding) {
    String namespace = finding.labels().get("namespace");
    String queue = finding.labels().get("queue");
    return (namespace == null || namespaces.contain(namespace))
        && (queue == null || queues.contain(queue));
  }
}
