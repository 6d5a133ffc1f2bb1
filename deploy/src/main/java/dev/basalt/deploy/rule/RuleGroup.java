package dev.basalt.deploy.rule;

import java.util.List;

/**
 * Rules that are evaluated one after the other, so that later ones see what earlier ones recorded.
 *
 * @param name unique among all groups
 */
public record RuleGroup(String name, List<Rule> rules) {
  public RuleGroup {
    rules = List.copyOf(rules);
  }

  static RuleGroup of(String name, Rule... rules) {
    return new RuleGroup(name, List.of(rules));
  }
}
