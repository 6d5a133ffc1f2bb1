package dev.basalt.testkit.python;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonTestsTest {
  @Test
  void saysThatPythonIsToBeLeftAlone(@TempDir Path folder) {
    String before = System.getProperty(PythonTests.PROPERTY);
    System.setProperty(PythonTests.PROPERTY, "none");
    try {
      assertThatThrownBy(() -> PythonTests.prepare(folder, folder.resolve("environment")))
          .isInstanceOf(PythonUnavailableException.class)
          .hasMessage("-Dbasalt.python=none");
    } finally {
      if (before == null) {
        System.clearProperty(PythonTests.PROPERTY);
      } else {
        System.setProperty(PythonTests.PROPERTY, before);
      }
    }
  }
}
