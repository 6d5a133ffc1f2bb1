package dev.basalt.deploy.rule;

import java.util.Locale;

/** Something that Prometheus evaluates over and over. */
public sealed interface Rule {
  /** In PromQL. */
  String expr();

  /**
   * A series worked out in advance.
   *
   * @param record its name: level, metric and operation, separated by colons
   */
  record Recording(String record, String expr) implements Rule {}

  /**
   * Something that a person should know.
   *
   * @param alert its name
   * @param hold how long it must be so, such as {@code 15m}; empty for at once
   * @param severity how urgent it is
   * @param summary one line; may name labels as {@code {{ $labels.queue }}}
   * @param description what it means, with the numbers
   */
  record Alert(
      String alert, String expr, String hold, Severity severity, String summary, String description)
      implements Rule {
    /** Where it is told what to look at and what to do, from the top of the repository. */
    public String runbook() {
      return "docs/runbooks.md#" + alert.toLowerCase(Locale.ROOT);
    }
  }

  /** How urgent an alert is. */
  enum Severity {
    /** Scheduling has stopped or is wrong: now. */
    CRITICAL,
    /** Something fails or waits: today. */
    WARNING,
    /** Worth knowing. */
    INFO,
    /** Always fires; its absence is the alert. */
    NONE
  }
}
