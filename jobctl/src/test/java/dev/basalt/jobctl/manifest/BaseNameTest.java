package dev.basalt.jobctl.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.request.InvalidRequestException;
import dev.basalt.jobctl.request.RequestFile;
import dev.basalt.jobctl.request.RequestReader;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BaseNameTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "[python, sweep.py]                      | sweep",
        "[python3.12, -u, /app/Back_Test.v2.py]  | back-test-v2",
        "[java, -Xmx1g, -jar, lib/load.jar]      | load",
        "python train.py --days $JOBCTL_DATES    | train",
        "cd /app && exec python train.py         | train",
        "./flaky.sh                              | flaky",
        "pip install -r r.txt; python report.py; | report",
        "[bash, -c, \"python 'load.py'\"]        | load",
        "[/opt/bin/simulate, --n, '3']           | simulate",
        "load --all                              | load",
        "[bash, -ec, load]                       | load",
        "[python, -m, research.train]            | python",
        "python -c 'print(1)'                    | python",
        "for i in 1 2 3; do echo $i; done        | python",
        "[X=1]                                   | python",
        "[--config=a.py]                         | python",
        "[-x/a.py]                               | python",
        "[___, x]                                | python",
        "[abcdefghijabcdefghijabcdefghi_jkl.py]  | abcdefghijabcdefghijabcdefghi"
      })
  void aJobIsCalledAfterWhatItRuns(String command, String base) throws InvalidRequestException {
    assertThat(
            name(
                RequestFile.parse(
                    "test", "{image: 'python:3.12', command: " + quoted(command) + "}")))
        .matches(base + "-[0-9a-f]{8}");
  }

  @ParameterizedTest
  @CsvSource({
    "strategies.simulate, simulate",
    "f.<locals>.<lambda>, lambda",
    "My.Fit_all, fit-all"
  })
  void aFunctionGoesBeforeTheScriptThatCallsIt(String function, String base)
      throws InvalidRequestException {
    Map<String, Object> request =
        RequestFile.parse(
            "test",
            "{image: none, command: [python, run.py], annotations: {basalt.dev/function: '%s'}}"
                .formatted(function));

    assertThat(name(request)).matches(base + "-[0-9a-f]{8}");
  }

  private static String quoted(String command) {
    return command.startsWith("[") ? command : "'" + command.replace("'", "''") + "'";
  }

  private static String name(Map<String, Object> request) throws InvalidRequestException {
    return Api.parse(JsonText.of(Manifest.of(RequestReader.read(request, Path.of("")))))
        .at("/metadata/name")
        .asText();
  }
}
