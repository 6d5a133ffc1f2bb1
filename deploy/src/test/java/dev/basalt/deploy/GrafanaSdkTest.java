package dev.basalt.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.testkit.python.PythonTests;
import dev.basalt.testkit.python.PythonUnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** The dashboards' files, read by Grafana's own SDK for Python: it must know all that they say. */
class GrafanaSdkTest {
  @Test
  void grafanasSdkReadsAllThatTheFilesSay() {
    PythonTests tests;
    try {
      tests = PythonTests.prepare(Path.of("src/test/python"), Path.of("target/python"));
    } catch (PythonUnavailableException e) {
      String line = "dashboards were not read by Grafana's SDK: " + e.getMessage();
      System.out.println(line);
      throw new TestAbortedException(line, e);
    }
    Map<String, String> variables =
        Map.of("BASALT_DASHBOARDS", Path.of("helm/basalt/dashboards").toAbsolutePath().toString());
    assertThat(tests.run(variables, Duration.ofMinutes(2), "--quiet", "tests")).contains(" passed");
  }
}
