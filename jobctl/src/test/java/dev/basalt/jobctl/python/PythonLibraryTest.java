package dev.basalt.jobctl.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.testkit.python.PythonTests;
import dev.basalt.testkit.python.PythonUnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/**
 * The tests of the library in {@code python/} that need no cluster, the golden files among them.
 */
class PythonLibraryTest {
  @Test
  void theLibraryPassesItsTests() {
    PythonTests tests;
    try {
      tests = PythonTests.prepare(Path.of("python"), Path.of("target", "python"));
    } catch (PythonUnavailableException e) {
      String line = "tests of the Python library skipped: " + e.getMessage();
      System.out.println(line);
      throw new TestAbortedException(line, e);
    }
    assertThat(tests.run(Map.of(), Duration.ofMinutes(5), "--quiet")).contains(" passed");
  }
}
