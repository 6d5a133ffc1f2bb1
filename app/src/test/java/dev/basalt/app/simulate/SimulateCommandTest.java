package dev.basalt.app.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.basalt.app.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SimulateCommandTest {
  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;

  @TempDir private Path folder;
  private final StringWriter errors = new StringWriter();

  @Test
  void aSmallDayWritesFiguresAndAPage() throws IOException {
    Path json = folder.resolve("day.json");
    Path page = folder.resolve("day.html");

    int code =
        execute(
            "--day", "300", "--nodes", "10", "--json", json.toString(), "--html", page.toString());

    assertThat(code).isZero();
    JsonNode figures = new ObjectMapper().readTree(Files.readString(json));
    assertThat(figures.get("pods").asInt()).isEqualTo(300);
    assertThat(figures.get("node_overcommits").asInt()).isZero();
    assertThat(figures.get("gangs_partial").asInt()).isZero();
    assertThat(figures.get("starved").asInt()).isZero();
    assertThat(figures.get("simulated_seconds").asDouble()).isGreaterThan(23 * 3600);
    assertThat(figures.get("wall_seconds").asDouble()).isPositive();
    assertThat(figures.get("wait_by_class").findValuesAsText("class"))
        .contains("burst", "mid", "long");
    assertThat(figures.get("share_by_queue").findValuesAsText("queue"))
        .containsExactly("production", "research", "analytics", "adhoc");
    assertThat(Files.readString(page)).contains("<svg", "Utilisation");
  }

  @Test
  void twoConfigurationsAreComparedOnTheSameInput() throws IOException {
    Path trace =
        Files.writeString(
            folder.resolve("trace.csv"),
            "name,submit_seconds,duration_seconds,cpu,memory\na,0,60,1,1Gi\nb,90,60,2,1Gi\n");
    Path conf =
        Files.writeString(
            folder.resolve("plain.yaml"),
            "actions: \"allocate\"\ntiers:\n- plugins:\n  - name: predicates\n");
    Path json = folder.resolve("both.json");

    int code =
        execute(
            "--trace",
            trace.toString(),
            "--nodes",
            "1",
            "--compare",
            "standard",
            conf.toString(),
            "--json",
            json.toString());

    assertThat(code).isZero();
    JsonNode runs = new ObjectMapper().readTree(Files.readString(json)).get("runs");
    assertThat(runs.findValuesAsText("configuration")).containsExactly("standard", "plain.yaml");
    assertThat(runs.get(0).get("bound").asInt()).isEqualTo(2);
    assertThat(runs.get(1).get("bound").asInt()).isEqualTo(2);
  }

  @Test
  void aStarvedJobMakesTheCommandFail() throws IOException {
    Path trace =
        Files.writeString(
            folder.resolve("trace.csv"),
            "name,submit_seconds,duration_seconds,cpu,memory\nfull,0,900000,64,1Gi\nnext,60,9,1,1Gi\n");

    assertThat(execute("--trace", trace.toString(), "--nodes", "1")).isEqualTo(FAILED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      textBlock =
          """
          --nodes 5                          # name one input: --day PODS, or --trace FILE
          --day 300 --trace x.csv            # name one input: --day PODS, or --trace FILE
          --day 5                            # --day must be 100 pods or more, not 5
          --day 300 --nodes 0                # --nodes must be 1 or more, not 0
          --day 300 --queue gold=2           # --queue: the input has no queue gold, only [production
          --day 300 --queue adhoc=0          # --queue adhoc: a weight is 1 to 65535, not 0
          """)
  void wrongUseIsRefusedWithTheOptionAndTheRemedy(String line, String message) {
    assertThat(execute(line.split(" "))).isEqualTo(WRONG_USAGE);
    assertThat(errors.toString()).contains(message);
  }

  @Test
  void filesThatCannotBeUsedAreNamedWithTheirOption() throws IOException {
    Path conf = Files.writeString(folder.resolve("bad.yaml"), "actions: 3\n");
    Path unknown =
        Files.writeString(
            folder.resolve("unknown.yaml"),
            "actions: \"allocate\"\ntiers:\n- plugins:\n  - name: nosuch\n");
    Path trace = Files.writeString(folder.resolve("bad.csv"), "name,submit_seconds\na\n");

    assertThat(failure("--day", "300", "--conf", conf.toString()))
        .startsWith("--conf " + conf + ": actions:");
    assertThat(failure("--day", "300", "--conf", unknown.toString())).contains("nosuch");
    assertThat(failure("--day", "300", "--conf", "/nowhere/x.yaml"))
        .contains("--conf /nowhere/x.yaml cannot be read", "standard");
    assertThat(failure("--trace", trace.toString())).startsWith("--trace: bad.csv, line 2: has 1");
    assertThat(failure("--trace", "/nowhere/x.csv")).contains("--trace /nowhere/x.csv cannot be");
  }

  private int execute(String... arguments) {
    return commandLine().execute(arguments);
  }

  private String failure(String... arguments) {
    String[] message = {""};
    commandLine()
        .setExecutionExceptionHandler((failure, command, parsed) -> {
          assertThat(failure).isInstanceOf(CommandFailure.class);
          message[0] = String.valueOf(failure.getMessage());
          return FAILED;
        })
        .execute(arguments);
    return message[0];
  }

  private CommandLine commandLine() {
    return new CommandLine(new SimulateCommand()).setErr(new PrintWriter(errors, true));
  }
}
