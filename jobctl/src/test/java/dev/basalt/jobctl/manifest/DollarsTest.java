package dev.basalt.jobctl.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.request.InvalidRequestException;
import dev.basalt.jobctl.request.RequestReader;
import dev.basalt.testkit.agent.run.Variables;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program gets once Kubernetes has made of the manifest what it makes of any. */
class DollarsTest {
  private static final Map<String, String> VARIABLES = Map.of("HOME", "/root", "X", "1");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kill $$",
        "$$$",
        "$$$$x",
        "$(HOME)",
        "$$(HOME)",
        "$$$(HOME)$",
        "echo $(date +%F) ${HOME} $HOME $1 $@ $",
        "$((1 + 2))",
        "$()",
        "$(HOME"
      })
  void whatPeopleWriteArrivesAsItIs(String text) {
    assertThat(Variables.expand(List.of(Dollars.kept(text)), VARIABLES)).containsExactly(text);
  }

  @Test
  void aDollarThatKubernetesLeavesAloneIsWrittenAsItIs() {
    assertThat(Dollars.kept("echo $HOME ${HOME}")).isEqualTo("echo $HOME ${HOME}");
  }

  @Test
  void commandArgumentsAndVariablesArriveAsTheyAre() throws InvalidRequestException {
    List<String> command = List.of("run", "$(X)", "a$$b");
    List<String> args = List.of("$$", "$(HOME)");
    JsonNode container =
        container(
            Map.of(
                "image",
                "none",
                "command",
                command,
                "args",
                args,
                "env",
                Map.of("Y", "$(X)$$"),
                "days",
                List.of("2026-01-02")));

    List<String> got = Variables.expand(texts(container.path("command")), VARIABLES);
    assertThat(got.subList(4, got.size())).isEqualTo(command);
    assertThat(got.get(2)).isEqualTo(ShardPlan.SCRIPT);
    assertThat(Variables.expand(texts(container.path("args")), VARIABLES)).isEqualTo(args);
    assertThat(container.path("env").findValuesAsText("value")).contains("$$(X)$$$");
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).toList();
  }

  private static JsonNode container(Map<String, Object> fields) throws InvalidRequestException {
    JsonNode job = Api.parse(JsonText.of(Manifest.of(RequestReader.read(fields, Path.of("")))));
    return job.at("/spec/tasks/0/template/spec/containers/0");
  }
}
