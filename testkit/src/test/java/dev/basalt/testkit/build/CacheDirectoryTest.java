package dev.basalt.testkit.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheDirectoryTest {
  private static final String USER = System.getProperty("user.name");

  @TempDir private Path folder;

  @Test
  void theVariableGoesFirst() {
    Map<String, String> environment =
        Map.of(
            "BASALT_CACHE", folder.resolve("own").toString(),
            "XDG_CACHE_HOME", folder.resolve("xdg").toString(),
            "HOME", folder.resolve("home").toString());

    assertThat(CacheDirectory.locate(environment, folder, USER))
        .isEqualTo(folder.resolve("own"))
        .isDirectory();
  }

  @Test
  void aVariableThatCannotBeUsedIsAnErrorThatNamesIt() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() ->
            CacheDirectory.locate(
                Map.of("BASALT_CACHE", file.resolve("below").toString()), folder, USER))
        .isInstanceOf(ControlPlaneUnavailableException.class)
        .hasMessageContaining("BASALT_CACHE=" + file.resolve("below"));
  }

  @Test
  void theDesktopConventionComesBeforeTheHome() {
    Map<String, String> environment =
        Map.of(
            "XDG_CACHE_HOME", folder.resolve("xdg").toString(),
            "HOME", folder.resolve("home").toString());

    assertThat(CacheDirectory.locate(environment, folder, USER))
        .isEqualTo(folder.resolve("xdg/basalt"));
  }

  @Test
  void livesInTheHomeByDefault() {
    assertThat(CacheDirectory.locate(Map.of("HOME", folder.toString()), folder, USER))
        .isEqualTo(folder.resolve(".cache/basalt"));
  }

  @Test
  void anEmptyHomeAndAnUnusableOneLeadToAPrivateTemporaryFolder() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Path expected = folder.resolve("basalt-cache-" + USER);

    assertThat(CacheDirectory.locate(Map.of("HOME", ""), folder, USER)).isEqualTo(expected);
    assertThat(CacheDirectory.locate(Map.of("HOME", file.toString()), folder, USER))
        .isEqualTo(expected);
    assertThat(CacheDirectory.locate(Map.of(), folder, USER)).isEqualTo(expected);
    assertThat(Files.getPosixFilePermissions(expected)).hasSize(3);
  }

  @Test
  void aTemporaryFolderOfSomebodyElseIsRefused() {
    assertThatThrownBy(() -> CacheDirectory.locate(Map.of(), folder, USER + "-else"))
        .isInstanceOf(ControlPlaneUnavailableException.class)
        .hasMessageContaining("set BASALT_CACHE");
  }
}
