package dev.basalt.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ConfigurationReferenceTest {
  private static final Path FILE = Markdown.ROOT.resolve("docs/configuration.md");

  /** With {@code -Ddocs=write} the file is written anew instead of being checked. */
  @Test
  void theReferenceAgreesWithTheCode() throws IOException {
    String generated = ConfigurationReference.page();
    if ("write".equals(System.getProperty("docs"))) {
      Files.writeString(FILE, generated);
    }
    assertThat(FILE)
        .as("write it anew with: " + ConfigurationReference.COMMAND)
        .hasContent(generated);
  }

  @Test
  void itTellsOfOptionsArgumentsAndKeysWithTheirDefaults() throws IOException {
    assertThat(ConfigurationReference.page())
        .contains("| `--release-delay DURATION` | `1s` |")
        .contains("| [binpack](plugins.md#binpack) | `binpack.weight` | `1` |")
        .contains("| backfill | `reservations` | `1` |")
        .contains("| `basalt.dev/owner` | Annotation of a node or PodGroup: ")
        .contains("### jobctl submit")
        .doesNotContain("{@")
        .doesNotContain("${");
  }
}
