package dev.basalt.jobctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.jobctl.StandIn;
import dev.basalt.jobctl.StandIn.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How lines are read: names, options, and the words of the user's own command. */
class CommandLineTest {
  private static final String JOBS = "/apis/batch.volcano.sh/v1alpha1/namespaces/team/jobs";
  private static final String FLOWS = "/apis/flow.volcano.sh/v1alpha1/namespaces/team/jobflows";

  @TempDir private Path folder = Path.of("");
  private StandIn server;

  @BeforeEach
  void start() {
    server = new StandIn(folder);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void anEmptyOrOddNameIsRefusedBeforeAnythingIsAsked() {
    server.on("GET " + JOBS + "/", 200, "{\"kind\":\"JobList\",\"items\":[]}");
    server.on("GET " + FLOWS + "/", 200, "{\"kind\":\"JobFlowList\",\"items\":[]}");
    List<List<String>> lines =
        List.of(
            List.of("cancel", "--delete", ""),
            List.of("cancel", "a", ""),
            List.of("describe", "my job"),
            List.of("describe", "100%"),
            List.of("logs", "a/b"),
            List.of("list", "-n", ""),
            List.of("scale", "", "3"),
            List.of("flow", "cancel", ""),
            List.of("flow", "describe", "x?y"),
            List.of("cron", "suspend", ""),
            List.of("cron", "create", "", "--schedule", "@daily", "--image", "none"),
            List.of("queue", "create", ""),
            List.of("queue", "close", ""));

    for (List<String> line : lines) {
      Said said = server.jobctl(line.toArray(String[]::new));
      assertThat(said.code()).as("%s", line).isEqualTo(2);
      assertThat(said.err()).as("%s", line).containsAnyOf("is empty", "is no name of a");
      assertThat(said.err().lines()).as("%s", line).hasSize(1);
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void optionsAfterTheFirstWordOfACommandBelongToIt() {
    for (String[] start :
        List.of(
            new String[] {"submit"},
            new String[] {"cron", "create", "n", "--schedule", "@daily"})) {
      List<String> line = new ArrayList<>(List.of(start));
      line.addAll(
          List.of("--dry-run", "--image", "none", "python", "r.py", "--date", "3", "--cpu"));

      Said said = server.jobctl(line.toArray(String[]::new));

      assertThat(said.err()).isEmpty();
      assertThat(said.out())
          .contains("- python", "- r.py", "- \"--date\"", "- \"3\"", "- \"--cpu\"");
    }
  }

  @Test
  void aWordThatBeginsWithAnAtIsNoFileOfOptions() throws IOException {
    Path file = Files.writeString(folder.resolve("data.json"), "--shards 7");

    Said submit = server.jobctl("submit", "--dry-run", "--image", "none", "curl", "-d", "@" + file);

    assertThat(submit.out()).contains("@" + file).doesNotContain("replicas: 7");
  }

  @Test
  void aScheduleTakesNoDayThatWouldStay() {
    Said create =
        server.jobctl(
            "cron",
            "create",
            "n",
            "--schedule",
            "@daily",
            "--image",
            "none",
            "--from",
            "yesterday",
            "--to",
            "yesterday",
            "run");

    assertThat(create.code()).isEqualTo(2);
    assertThat(create.err()).contains("--from and --to").contains("date +%F");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void anUnknownOptionOrCommandIsMetWithTheNearestOne() {
    assertThat(server.jobctl("submit", "--shard", "3").err()).contains("--shards");
    Said wrong = server.jobctl("descripe");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("describe");
  }
}
