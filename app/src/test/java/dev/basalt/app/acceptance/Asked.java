package dev.basalt.app.acceptance;

import dev.basalt.deploy.dashboard.Dashboard;
import dev.basalt.deploy.dashboard.Dashboards;
import dev.basalt.deploy.dashboard.Look;
import dev.basalt.deploy.dashboard.Panel;
import dev.basalt.deploy.rule.Rule;
import dev.basalt.deploy.rule.RuleGroup;
import dev.basalt.deploy.rule.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query of a dashboard, a variable or a rule, as Prometheus is asked it.
 *
 * @param where for messages
 * @param expr with every variable replaced
 * @param columns of a table: the labels that each sample must have, and no others
 */
record Asked(String where, String expr, Optional<Set<String>> columns) {
  private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)");
  private static final Pattern VALUES = Pattern.compile("label_values\\((.*), (\\w+)\\)");

  /** Wide enough for some scrapes, as Grafana makes it. */
  private static final Map<String, String> WINDOW = Map.of("__rate_interval", "20s");

  /** All that is asked. */
  static List<Asked> all() {
    List<Asked> all = new ArrayList<>();
    for (Dashboard dashboard : Dashboards.all()) {
      dashboard
          .variables()
          .forEach(variable ->
              all.add(
                  new Asked(
                      "%s, variable %s".formatted(dashboard.uid(), variable.name()),
                      values(variable.query()),
                      Optional.empty())));
      dashboard.panels().forEach(panel -> of(dashboard, panel, all));
    }
    for (RuleGroup group : Rules.all()) {
      for (Rule rule : group.rules()) {
        if (rule instanceof Rule.Recording recording) {
          all.add(new Asked("rule", recording.record(), Optional.empty()));
        }
      }
    }
    return all;
  }

  private static void of(Dashboard dashboard, Panel panel, List<Asked> all) {
    Optional<Set<String>> columns =
        panel.look() instanceof Look.Table table
            ? Optional.of(table.labels().keySet())
            : Optional.empty();
    panel
        .targets()
        .forEach(target ->
            all.add(
                new Asked(
                    "%s, panel %s".formatted(dashboard.uid(), panel.title()),
                    chosen(target.expr()),
                    columns)));
  }

  /** Everything is chosen at the dashboard's top. */
  private static String chosen(String expr) {
    return VARIABLE
        .matcher(expr)
        .replaceAll(found -> Matcher.quoteReplacement(WINDOW.getOrDefault(found.group(1), ".*")));
  }

  private static String values(String query) {
    Matcher matcher = VALUES.matcher(query);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(query);
    }
    return "count by (%s) (%s)".formatted(matcher.group(2), chosen(matcher.group(1)));
  }
}
