package dev.basalt.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.basalt.deploy.dashboard.Dashboard;
import dev.basalt.deploy.dashboard.Dashboards;
import dev.basalt.deploy.dashboard.Panel;
import dev.basalt.deploy.dashboard.Variable;
import dev.basalt.deploy.rule.Rule;
import dev.basalt.deploy.rule.RuleGroup;
import dev.basalt.deploy.rule.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What can be said of dashboards and rules without asking Prometheus. */
class QueriesTest {
  private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)");
  private static final Pattern RECORDED = Pattern.compile("[a-z]+:[a-z0-9_]+:[a-z0-9_]+");
  private static final Pattern BARE_SUM =
      Pattern.compile("(?:sum|count)(?: by \\([^)]*\\))? \\((basalt_[a-z_]+)");
  private static final Pattern LABEL = Pattern.compile("\\{\\{ ?(\\w+) ?}}");

  @Test
  void everySeriesThatIsAskedForIsOneThatSomebodyPublishes() throws IOException {
    PublishedSeries published = PublishedSeries.read();
    Map<String, String> unknown = new TreeMap<>();
    queries()
        .forEach((where, expr) ->
            PublishedSeries.names(expr).stream()
                .filter(name -> !published.has(name))
                .forEach(name -> unknown.put(name, where)));

    assertThat(unknown).isEmpty();
    assertThat(published.has("basalt_queue_alocated")).isFalse();
    assertThat(PublishedSeries.names("{__name__=~\"basalt_a|basalt_b\", x=\"basalt_c\"}"))
        .containsExactly("basalt_a", "basalt_b");
  }

  @Test
  void whatTwoExportersTellOfAnObjectCountsOnce() throws IOException {
    Set<String> ofObjects = PublishedSeries.ofObjects();
    Map<String, String> twice = new TreeMap<>();
    queries()
        .forEach((where, expr) -> {
          Matcher sum = BARE_SUM.matcher(expr);
          while (sum.find()) {
            if (ofObjects.contains(sum.group(1))) {
              twice.put(where, expr);
            }
          }
        });

    assertThat(ofObjects).contains("basalt_pending_pods").doesNotContain("basalt_leader");
    assertThat(twice).isEmpty();
  }

  @Test
  void whoHasNoJobOfVolcanoCanBeChosen() {
    Dashboard board =
        Dashboards.all().stream()
            .filter(one -> one.uid().equals("basalt-user"))
            .findFirst()
            .orElseThrow();

    assertThat(board.variables())
        .extracting(Variable::name, variable -> PublishedSeries.names(variable.query()))
        .containsExactly(
            tuple(
                "user",
                Set.of("basalt_job_info", "basalt_user_allocated", "basalt_user_share_ratio")),
            tuple(
                "queue",
                Set.of("basalt_job_info", "basalt_user_allocated", "basalt_user_share_ratio")),
            tuple("namespace", Set.of("basalt_job_info", "basalt_namespace_quota_limit")));
  }

  @Test
  void rulesBuildOnlyOnWhatIsRecordedBefore() {
    Set<String> recorded = new HashSet<>();
    for (RuleGroup group : Rules.all()) {
      for (Rule rule : group.rules()) {
        Matcher matcher = RECORDED.matcher(rule.expr());
        while (matcher.find()) {
          assertThat(recorded).contains(matcher.group());
        }
        if (rule instanceof Rule.Recording recording) {
          assertThat(recording.record()).matches(RECORDED);
          assertThat(recorded.add(recording.record())).as(recording.record()).isTrue();
        }
      }
    }
  }

  @Test
  void dashboardsNeedNoRules() {
    for (Dashboard dashboard : Dashboards.all()) {
      assertThat(dashboard.panels())
          .flatExtracting(Panel::targets)
          .noneMatch(target -> RECORDED.matcher(target.expr()).find());
    }
  }

  @Test
  void everyVariableThatIsUsedCanBeChosenAndTheOtherWayRound() {
    for (Dashboard dashboard : Dashboards.all()) {
      Set<String> used = new TreeSet<>();
      dashboard.panels().stream()
          .flatMap(panel -> panel.targets().stream())
          .forEach(target -> used.addAll(variables(target.expr())));
      dashboard.variables().forEach(variable -> used.addAll(variables(variable.query())));
      used.remove("__rate_interval");

      assertThat(used)
          .as(dashboard.uid())
          .containsExactlyInAnyOrderElementsOf(
              dashboard.variables().stream().map(Variable::name).collect(Collectors.toSet()));
    }
  }

  @Test
  void legendsNameLabelsThatTheirQueriesKeep() {
    for (Dashboard dashboard : Dashboards.all()) {
      for (Panel panel : dashboard.panels()) {
        panel
            .targets()
            .forEach(target -> {
              Matcher label = LABEL.matcher(target.legend());
              while (label.find()) {
                // A bare selector keeps all its labels.
                if (target.expr().contains(" by (") && !target.expr().startsWith("basalt_")) {
                  assertThat(target.expr())
                      .as(panel.title())
                      .containsPattern("by \\([^)]*\\b" + label.group(1) + "\\b");
                }
              }
            });
      }
    }
  }

  @Test
  void panelsCanBeToldApart() {
    Set<String> uids = new HashSet<>();
    for (Dashboard dashboard : Dashboards.all()) {
      assertThat(uids.add(dashboard.uid())).isTrue();
      for (Dashboard.Row row : dashboard.rows()) {
        assertThat(row.panels()).extracting(Panel::title).doesNotHaveDuplicates();
        assertThat(row.panels())
            .allSatisfy(panel -> {
              assertThat(panel.description()).endsWith(".");
              assertThat(panel.targets()).isNotEmpty().hasSizeLessThan(26);
            });
      }
    }
  }

  @Test
  void everyAlertHasItsRunbook() throws IOException {
    List<String> headings =
        Files.readAllLines(Path.of("../docs/runbooks.md")).stream()
            .filter(line -> line.startsWith("## "))
            .map(line -> line.substring(3))
            .toList();
    Set<String> alerts = new TreeSet<>();
    for (RuleGroup group : Rules.all()) {
      for (Rule rule : group.rules()) {
        if (rule instanceof Rule.Alert alert) {
          alerts.add(alert.alert());
          assertThat(alert.runbook()).startsWith("docs/runbooks.md#basalt");
        }
      }
    }

    // The watchdog's room is its own affair.
    alerts.add("BasaltAlertsLeftOut");
    assertThat(headings).containsExactlyInAnyOrderElementsOf(alerts);
  }

  private static Set<String> variables(String expr) {
    Set<String> names = new HashSet<>();
    Matcher matcher = VARIABLE.matcher(expr);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  private static Map<String, String> queries() {
    Map<String, String> queries = new TreeMap<>();
    for (Dashboard dashboard : Dashboards.all()) {
      for (Panel panel : dashboard.panels()) {
        for (int i = 0; i < panel.targets().size(); i++) {
          queries.put(
              "%s: %s, query %d".formatted(dashboard.uid(), panel.title(), i + 1),
              panel.targets().get(i).expr());
        }
      }
      dashboard
          .variables()
          .forEach(variable ->
              queries.put(
                  "%s: variable %s".formatted(dashboard.uid(), variable.name()), variable.query()));
    }
    for (RuleGroup group : Rules.all()) {
      for (Rule rule : group.rules()) {
        queries.put("rule " + rule.expr(), rule.expr());
      }
    }
    return queries;
  }
}
