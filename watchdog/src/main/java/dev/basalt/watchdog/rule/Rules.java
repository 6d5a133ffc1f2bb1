package dev.basalt.watchdog.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Asks rules what they find. */
public final class Rules {
  private Rules() {}

  /**
   * What a rule finds; of one that is off, nothing.
   *
   * @throws RuntimeException if it cannot look: a defect
   */
  public static List<Finding> look(Rule rule, Look look) {
    List<Finding> all = new ArrayList<>();
    if (rule.enabled()) {
      Consumer<Finding> mine = finding -> {
        if (rule.isFor(finding)) {
          all.add(finding);
        }
      };
      rule.kind().check().look(rule, look, mine);
    }
    return all;
  }
}
