package dev.basalt.watchdog.alert;

import dev.basalt.watchdog.rule.Finding;
import dev.basalt.watchdog.rule.Rule;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes labels and texts of alerts. */
final class Describing {
  /** Longer texts help nobody, and there is only so much room to keep them. */
  private static final int LONGEST = 500;

  private Describing() {}

  static SortedMap<String, String> labels(Rule rule, Finding finding) {
    SortedMap<String, String> labels = new TreeMap<>(rule.labels());
    labels.putAll(finding.labels());
    labels.values().removeIf(String::isEmpty);
    labels.put(Alert.NAME, rule.name());
    labels.put("severity", rule.severity());
    return labels;
  }

  /** The texts; a label's placeholder stands for what it was when the alert fired. */
  static Map<String, String> texts(Rule rule, Finding finding, Map<String, String> labels) {
    SortedMap<String, String> texts = new TreeMap<>();
    texts.put("summary", shortened(rule.summary().fill(name -> value(finding, labels, name))));
    texts.put(
        "description", shortened(rule.description().fill(name -> value(finding, labels, name))));
    if (!rule.runbookUrl().isEmpty()) {
      texts.put("runbook_url", rule.runbookUrl());
    }
    return texts;
  }

  private static String value(Finding finding, Map<String, String> labels, String name) {
    String value = finding.values().get(name);
    return value == null ? labels.getOrDefault(name, "") : value;
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }
}
