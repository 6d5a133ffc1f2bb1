package dev.basalt.jobctl.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.jobctl.Objects;
import dev.basalt.jobctl.api.Api;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ViewTest {
  @Test
  void agesAreShortAndQuantitiesReadable() {
    assertThat(Times.text(Duration.ofSeconds(119))).isEqualTo("119s");
    assertThat(Times.text(Duration.ofSeconds(125))).isEqualTo("2m5s");
    assertThat(Times.text(Duration.ofMinutes(75))).isEqualTo("75m");
    assertThat(Times.text(Duration.ofMinutes(200))).isEqualTo("3h20m");
    assertThat(Times.text(Duration.ofDays(30))).isEqualTo("30d");
    assertThat(Times.age(null, java.time.Instant.EPOCH)).isEqualTo("-");
    assertThat(Amounts.cores(Amounts.parse("1500m") + Amounts.parse("2"))).isEqualTo("3.5");
    assertThat(Amounts.bytes(Amounts.parse("512Mi") * 3)).isEqualTo("1.5Gi");
    assertThat(Amounts.parse("many")).isZero();
  }

  @Test
  void aPlanTellsTheShardOfAPod() {
    JobView days =
        new JobView(
            Api.parse(Objects.job("days", "Running", 2, 0, 0, "4=2024-01-02 7=2024-01-03", "{}")));
    assertThat(days.shard(1)).isEqualTo(7);
    assertThat(days.planned(0)).isEqualTo("4=2024-01-02");
    JobView plain = new JobView(Api.parse(Objects.job("plain", "", 2, 0, 0)));
    assertThat(plain.shard(1)).isEqualTo(1);
    assertThat(plain.phase()).isEqualTo("Pending");
  }

  @Test
  void coloursAreForTerminalsAndForThoseWhoWantThem() {
    assertThat(table(Map.of())).isEqualTo("NAME   STATUS\na      Failed (3)\n");
    assertThat(table(Map.of("JOBCTL_TERMINAL", "out,err")))
        .contains("\u001b[31mFailed (3)\u001b[0m");
    assertThat(table(Map.of("JOBCTL_TERMINAL", "out,err", "NO_COLOR", "1")))
        .doesNotContain("\u001b");
    assertThat(table(Map.of("JOBCTL_TERMINAL", ",err"))).doesNotContain("\u001b");
  }

  @Test
  void documentsLeaveOutWhatOnlyServersWantToKnow() {
    var object =
        Api.parse("{\"metadata\":{\"name\":\"a\",\"managedFields\":[{}]},\"spec\":{\"n\":1}}");

    assertThat(Documents.object(Output.YAML, object))
        .isEqualTo("metadata:\n  name: a\nspec:\n  \"n\": 1\n");
    assertThat(Documents.list(Output.JSON, List.of(object)))
        .contains("\"kind\": \"List\"")
        .doesNotContain("managedFields");
  }

  private static String table(Map<String, String> environment) {
    StringWriter out = new StringWriter();
    PrintWriter printer = new PrintWriter(out);
    Table table = new Table(List.of("NAME", "STATUS"));
    table.row(List.of("a", "Failed (3)"));
    table.print(Screen.of(printer, printer, environment));
    return out.toString();
  }
}
