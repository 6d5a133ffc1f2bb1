package dev.basalt.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.basalt.deploy.rule.Rule;
import dev.basalt.deploy.rule.Rules;
import dev.basalt.testkit.junit.OrSkip;
import dev.basalt.testkit.tool.Promtool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rules, by Prometheus' own tool: each alert has a case in which it fires and one in which it
 * does not.
 */
class RulesIT {
  private static final Path RULES = Path.of("rules").toAbsolutePath();
  private static final Set<String> FIRE_ALWAYS = Set.of("BasaltWatchdogHeartbeat");

  private static Promtool promtool;

  @BeforeAll
  static void open() {
    promtool = OrSkip.orSkip("tests of the rules", Promtool::open);
  }

  @Test
  void everyRuleIsOneToPrometheus() {
    int rules = Rules.all().stream().mapToInt(group -> group.rules().size()).sum();

    assertThat(promtool.run(RULES, "check", "rules", "--lint-fatal", "basalt.rules.yaml").ok())
        .contains("SUCCESS: " + rules + " rules found");
  }

  @Test
  void theCasesHold() throws IOException {
    for (Path file : cases()) {
      promtool.run(RULES.resolve("tests"), "test", "rules", file.getFileName().toString()).ok();
    }
  }

  @Test
  void aCaseThatDoesNotHoldIsSeen(@TempDir Path folder) throws IOException {
    Path rules = Files.createDirectories(folder.resolve("tests"));
    Files.copy(RULES.resolve("basalt.rules.yaml"), folder.resolve("basalt.rules.yaml"));
    String broken =
        Files.readString(RULES.resolve("tests/watchdog.yaml"))
            .replace("phase=\"Failed\"", "phase=\"Completed\"");
    Files.writeString(rules.resolve("broken.yaml"), broken);

    assertThat(promtool.run(rules, "test", "rules", "--run=BasaltJobFailed", "broken.yaml").code())
        .isNotZero();
  }

  @Test
  void everyAlertHasACaseThatFiresAndOneThatDoesNot() throws IOException {
    Set<String> fire = new TreeSet<>();
    Set<String> silent = new TreeSet<>(FIRE_ALWAYS);
    ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
    for (Path file : cases()) {
      for (JsonNode test : yaml.readTree(file.toFile()).path("tests")) {
        for (JsonNode expected : test.path("alert_rule_test")) {
          (expected.path("exp_alerts").isEmpty() ? silent : fire)
              .add(expected.path("alertname").asText());
        }
      }
    }

    assertThat(fire).containsExactlyElementsOf(alerts());
    assertThat(silent).containsExactlyElementsOf(alerts());
  }

  private static Set<String> alerts() {
    Set<String> names = new TreeSet<>();
    Rules.all()
        .forEach(group ->
            group
                .rules()
                .forEach(rule -> {
                  if (rule instanceof Rule.Alert alert) {
                    names.add(alert.alert());
                  }
                }));
    return names;
  }

  private static List<Path> cases() throws IOException {
    try (Stream<Path> files = Files.list(RULES.resolve("tests"))) {
      return new ArrayList<>(files.sorted().toList());
    }
  }
}
