package dev.basalt.jobctl.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.jobctl.request.InvalidRequestException;
import dev.basalt.jobctl.request.RequestFile;
import dev.basalt.jobctl.request.RequestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The files in {@code golden/}: the manifest of each request, and the errors. With {@code
 * -Djobctl.golden=write} they are written anew, to be read before they are committed.
 */
class GoldenTest {
  private static final Path GOLDEN = Path.of("golden");

  static Stream<String> cases() throws IOException {
    try (Stream<Path> found = Files.list(GOLDEN)) {
      return found
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aRequestGivesThisManifestOrTheseErrors(String name) throws IOException {
    Path folder = GOLDEN.resolve(name);
    String made;
    Path file;
    try {
      made =
          YamlText.of(
              Manifest.of(
                  RequestReader.read(RequestFile.fields(folder.resolve("request.yaml")), folder)));
      file = folder.resolve("manifest.yaml");
      assertThat(new Load(LoadSettings.builder().build()).loadFromString(made)).isNotNull();
    } catch (InvalidRequestException e) {
      made = e.getMessage() + "\n";
      file = folder.resolve("error.txt");
    }
    if ("write".equals(System.getProperty("jobctl.golden"))) {
      Files.deleteIfExists(folder.resolve("manifest.yaml"));
      Files.deleteIfExists(folder.resolve("error.txt"));
      Files.writeString(file, made);
    }
    if (file.endsWith("error.txt")) {
      // Which problems there are is the contract, not their order.
      assertThat(made.lines()).containsExactlyInAnyOrderElementsOf(Files.readAllLines(file));
    } else {
      assertThat(made).isEqualTo(Files.readString(file));
    }
    assertThat(folder.resolve("error.txt").toFile().exists())
        .isNotEqualTo(folder.resolve("manifest.yaml").toFile().exists());
  }

  @Test
  void whatSaysTheSameIsOneJob() throws IOException {
    String first = Files.readString(GOLDEN.resolve("idempotent-first/manifest.yaml"));
    String second = Files.readString(GOLDEN.resolve("idempotent-second/manifest.yaml"));
    String other = Files.readString(GOLDEN.resolve("idempotent-key/manifest.yaml"));

    assertThat(submission(first)).isEqualTo(submission(second)).isNotEqualTo(submission(other));
    assertThat(first.lines().filter(line -> line.startsWith("  name: ")).findFirst())
        .isEqualTo(second.lines().filter(line -> line.startsWith("  name: ")).findFirst());
  }

  private static String submission(String manifest) {
    return manifest
        .lines()
        .filter(line -> line.contains(JobNames.SUBMISSION))
        .findFirst()
        .orElseThrow();
  }
}
