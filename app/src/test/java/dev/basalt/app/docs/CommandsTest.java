package dev.basalt.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.app.docs.Markdown.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands in pages exist, with the options that they are shown with. */
final class CommandsTest {
  @Test
  void everyCommandInABlockCanBeParsed() {
    List<String> wrong = new ArrayList<>();
    int seen = 0;
    for (Markdown page : Markdown.all()) {
      for (Place line : joined(page.blocks())) {
        for (List<String> words : Commands.in(line.text())) {
          seen++;
          String problem = Commands.problem(words);
          if (problem != null) {
            wrong.add(page.at(line) + " " + String.join(" ", words) + ": " + problem);
          }
        }
      }
    }
    assertThat(wrong).as("commands that do not exist so").isEmpty();
    assertThat(seen).isGreaterThan(40);
  }

  @Test
  void everyCommandWithinTextExistsWithItsOptions() {
    List<String> wrong = new ArrayList<>();
    for (Markdown page : Markdown.all()) {
      for (Place span : page.spans()) {
        for (List<String> words : Commands.in(span.text())) {
          String problem = Commands.unknown(words);
          if (problem != null) {
            wrong.add(page.at(span) + " " + span.text() + ": " + problem);
          }
        }
      }
    }
    assertThat(wrong).as("commands that do not exist so").isEmpty();
  }

  @Test
  void theScriptUnderstandsWhatItIsSaidTo() throws IOException {
    String script = Files.readString(Markdown.ROOT.resolve("basalt"));
    for (String word : Commands.OF_THE_SCRIPT) {
      assertThat(script).contains("[ \"${1:-}\" = " + word + " ]");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "./basalt demo --nodes many, Invalid value",
    "./basalt demo --node 5, Unknown option",
    "./basalt dmeo, Unmatched argument",
    "jobctl submit --shard 5 x, Unknown option",
    "./basalt jobctl lits, Unmatched argument",
  })
  void aWrongCommandIsFound(String line, String problem) {
    assertThat(Commands.in(line)).hasSize(1);
    assertThat(Commands.problem(Commands.in(line).getFirst())).contains(problem);
    if (!problem.startsWith("Invalid")) {
      assertThat(Commands.unknown(Commands.in(line).getFirst())).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "./basalt demo --nodes 5   # small",
        "KUBECONFIG=x ./basalt jobctl run --image a -- python --from x",
        "jobctl wait a && jobctl logs a --shard '3,7-9'",
        "./basalt bench anything --at all",
      })
  void aRightCommandPasses(String line) {
    assertThat(Commands.in(line)).isNotEmpty().allMatch(words -> Commands.problem(words) == null);
  }

  /** Lines that end with a backslash go on in the next one. */
  private static List<Place> joined(List<Place> lines) {
    List<Place> joined = new ArrayList<>();
    for (Place line : lines) {
      Place last = joined.isEmpty() ? null : joined.getLast();
      if (last != null && last.text().endsWith("\\")) {
        String begun = last.text().substring(0, last.text().length() - 1);
        joined.set(joined.size() - 1, new Place(last.line(), begun + line.text()));
      } else {
        joined.add(line);
      }
    }
    return joined;
  }
}
