package dev.basalt.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ConfigurationReferenceTest {
  private static final Pattern KEY = Pattern.compile("basalt\\.dev/[a-z][a-z-]+");

  /** A resource in replayed traces, the version of our kinds, and what only test clusters know. */
  private static final Set<String> NO_KEYS =
      Set.of("basalt.dev/gpu-milli", "basalt.dev/v", "basalt.dev/sim-", "basalt.dev/run-commands");

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
        .contains("| `oom` | `--ratio` | `2` |")
        .contains("### jobctl submit")
        .doesNotContain("{@")
        .doesNotContain("${");
  }

  @Test
  void itTellsOfEveryKeyThatAPageNames() throws IOException {
    String reference = ConfigurationReference.page();
    Set<String> missing = new TreeSet<>();
    for (Markdown page : Markdown.all()) {
      KEY.matcher(Files.readString(page.file()))
          .results()
          .map(key -> key.group())
          .filter(key -> !NO_KEYS.contains(key) && !reference.contains("| `" + key + "` |"))
          .forEach(key -> missing.add(key + " in " + Markdown.ROOT.relativize(page.file())));
    }
    assertThat(missing).as("keys that no class of names holds").isEmpty();
  }
}
