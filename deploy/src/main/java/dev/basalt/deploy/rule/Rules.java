package dev.basalt.deploy.rule;

import java.util.ArrayList;
import java.util.List;

/** The rules that there are. */
public final class Rules {
  private Rules() {}

  /** Series worked out in advance. */
  public static List<RuleGroup> recording() {
    return RecordingRules.all();
  }

  /** Alerts on Basalt's own processes, which the watchdog does not give. */
  public static List<RuleGroup> processes() {
    return List.of(ProcessAlerts.group());
  }

  /** Alerts that the watchdog gives under the same names, for those who run none. */
  public static List<RuleGroup> insteadOfWatchdog() {
    return List.of(WatchdogAlerts.group());
  }

  /** All of them, in an order in which each sees what it builds on. */
  public static List<RuleGroup> all() {
    List<RuleGroup> all = new ArrayList<>(recording());
    all.addAll(processes());
    all.addAll(insteadOfWatchdog());
    return all;
  }
}
