package dev.basalt.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.deploy.dashboard.Dashboard;
import dev.basalt.deploy.dashboard.DashboardJson;
import dev.basalt.deploy.dashboard.Dashboards;
import dev.basalt.deploy.rule.RuleFile;
import dev.basalt.deploy.rule.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The files that are made from the Java sources. With {@code -Ddeploy=write} they are written anew
 * instead of being checked.
 */
class GeneratedFilesTest {
  private static final Path CHART = Path.of("helm/basalt");
  private static final String HOW =
      "write it anew with: mvn -pl deploy -am test -Dtest=GeneratedFilesTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Ddeploy=write";

  @Test
  void dashboardsOfTheChartAgreeWithTheirSources() throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (Dashboard dashboard : Dashboards.all()) {
      files.put(dashboard.fileName(), DashboardJson.write(dashboard));
    }

    check(CHART.resolve("dashboards"), files);
  }

  @Test
  void rulesOfTheChartAgreeWithTheirSources() throws IOException {
    check(
        CHART.resolve("rules"),
        Map.of(
            "recording.yaml", RuleFile.plain(Rules.recording()),
            "processes.yaml", RuleFile.plain(Rules.processes()),
            "watchdog.yaml", RuleFile.plain(Rules.insteadOfWatchdog())));
  }

  @Test
  void rulesForThoseWithoutTheChartAgreeWithTheirSources() throws IOException {
    check(
        Path.of("rules"),
        Map.of(
            "basalt.rules.yaml", RuleFile.plain(Rules.all()),
            "basalt.prometheusrule.yaml", RuleFile.object("basalt", Rules.all())));
  }

  private static void check(Path folder, Map<String, String> files) throws IOException {
    if ("write".equals(System.getProperty("deploy"))) {
      Files.createDirectories(folder);
      for (Map.Entry<String, String> file : files.entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      assertThat(folder.resolve(file.getKey())).as(HOW).hasContent(file.getValue());
    }
    try (Stream<Path> there = Files.list(folder)) {
      assertThat(there.filter(Files::isRegularFile).map(Path::getFileName).map(String::valueOf))
          .containsExactlyInAnyOrderElementsOf(files.keySet());
    }
  }
}
