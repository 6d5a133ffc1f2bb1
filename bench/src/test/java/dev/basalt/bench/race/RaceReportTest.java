package dev.basalt.bench.race;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class RaceReportTest {
  private static final Machine MACHINE =
      new Machine(2, "some processor", 24, "Linux 6", "25", "v1.36.3", 0.1);

  private static Result result(String name, double seconds, String fault) {
    return new Result(
        name,
        Map.of(
            Figure.SECONDS,
            seconds,
            Figure.PODS_PER_SECOND,
            5000 / seconds,
            Figure.CPU_SCHEDULER,
            0.5,
            Figure.WRITES_PER_POD,
            1.0),
        Map.of("POST pods/binding", 5000L),
        fault);
  }

  private static RaceReport report(List<Result> first, List<Result> second) {
    return new RaceReport(
        Scenario.named("s1"), false, MACHINE, List.of(first, second), List.of(2000.0), List.of());
  }

  private static RaceReport twoRounds() {
    return report(
        List.of(result("basalt", 4, ""), result("other", 8, "")),
        List.of(result("other", 30, ""), result("basalt", 5, "")));
  }

  @Test
  void mediansStandBeforeTheirRangesAndRatiosComeFromTheSameRound() {
    RaceReport report = twoRounds();
    assertThat(report.markdown())
        .contains("| basalt | 4.50 [4.00, 5.00] |", "| other | 19.00 [8.00, 30.00] |")
        .contains("seconds by basalt's", "2 cores (some processor)", "no kubelets")
        .contains("API writes, basalt: POST pods/binding 5,000.")
        .contains("S0 of the same rounds: 2,000 bindings/s.");
    assertThat(report.ratioToFirst("other", Figure.SECONDS)).isEqualTo((8.0 / 4 + 30.0 / 5) / 2);
  }

  @Test
  void whatWasNotMeasuredHasNoColumn() {
    assertThat(twoRounds().markdown())
        .contains("| scheduler |", "CPU-seconds per 1,000 pods")
        .doesNotContain("kwok", "% of S0 |");
  }

  @Test
  void aWrongOutcomeIsSaidLoudly() {
    RaceReport report =
        report(
            List.of(result("basalt", 4, "INCOMPLETE: 7 of 5000 bound")),
            List.of(result("basalt", 5, "")));
    assertThat(report.markdown()).contains("**Round 1, basalt: INCOMPLETE: 7 of 5000 bound.**");
  }

  @Test
  void programsFindEveryRunAndTheMediansByKeysWithUnits() {
    assertThat(twoRounds().json())
        .containsEntry("scenario", "s1")
        .containsEntry("pods", 5000)
        .extractingByKey("contestants")
        .asString()
        .contains("basalt={seconds=4.5, seconds_range=[4.0, 5.0]");
    assertThat(twoRounds().json())
        .extractingByKey("runs", InstanceOfAssertFactories.LIST)
        .hasSize(4);
  }

  @Test
  void theCeilingTurnsARateIntoAPercentage() {
    assertThat(result("basalt", 5, "").against(2000).get(Figure.CEILING_PERCENT)).isEqualTo(50);
  }
}
