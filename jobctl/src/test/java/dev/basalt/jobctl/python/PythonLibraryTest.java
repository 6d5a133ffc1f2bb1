package dev.basalt.jobctl.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.testkit.python.PythonTests;
import dev.basalt.testkit.python.PythonUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/**
 * The tests of the library in {@code python/} that need no cluster: the golden files among them,
 * and random requests, of which it must make the same as Java.
 */
class PythonLibraryTest {
  private static final int REQUESTS = 2_000;

  @Test
  void theLibraryPassesItsTestsAndAgreesWithJava() throws Exception {
    PythonTests tests;
    try {
      tests = PythonTests.prepare(Path.of("python"), Path.of("target", "python"));
    } catch (PythonUnavailableException e) {
      String line = "tests of the Python library skipped: " + e.getMessage();
      System.out.println(line);
      throw new TestAbortedException(line, e);
    }
    List<String> judged = RandomRequests.judged(REQUESTS, 1);
    assertThat(judged).anyMatch(line -> line.startsWith("{\"job\":"));
    Path requests = Files.write(Path.of("target", "random-requests.jsonl"), judged);
    Map<String, String> variables = Map.of("JOBCTL_REQUESTS", requests.toAbsolutePath().toString());
    assertThat(tests.run(variables, Duration.ofMinutes(5), "--quiet")).contains(" passed");
  }
}
