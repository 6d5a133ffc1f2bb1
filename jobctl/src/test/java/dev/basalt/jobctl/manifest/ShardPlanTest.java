package dev.basalt.jobctl.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The lines of shell that a pod with a plan begins with, run by a shell. */
class ShardPlanTest {
  private static final String SHOW =
      "echo \"$JOBCTL_SHARD|${JOBCTL_DATES-}|${JOBCTL_DATE-}|${JOBCTL_LAST_DATE-}|$0|$*\"";

  private record Ended(int code, String out) {}

  @Test
  void aPodFindsItsShardAndItsDates() throws IOException, InterruptedException {
    String plan = "4=2024-01-02 7=2024-01-05,2024-01-08,2024-01-09";

    assertThat(run(plan, "0").out()).isEqualTo("4|2024-01-02|2024-01-02|2024-01-02|a b|c d e\n");
    assertThat(run(plan, "1").out())
        .isEqualTo("7|2024-01-05,2024-01-08,2024-01-09|2024-01-05|2024-01-09|a b|c d e\n");
  }

  @Test
  void withoutDatesThereIsOnlyTheShard() throws IOException, InterruptedException {
    assertThat(run("3 17", "1").out()).isEqualTo("17||||a b|c d e\n");
  }

  @Test
  void aPodThatThePlanDoesNotKnowFails() throws IOException, InterruptedException {
    Ended ended = run("3 17", "2");

    assertThat(ended.code()).isEqualTo(64);
    assertThat(ended.out()).contains("the plan has no shard for pod 2");
  }

  @Test
  void kubernetesFindsNothingInItToExpand() {
    // $(NAME) would be replaced, $$ made one.
    assertThat(Pattern.compile("\\$\\([A-Za-z_]|\\$\\$").matcher(ShardPlan.SCRIPT).find())
        .isFalse();
  }

  private static Ended run(String plan, String index) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                "/bin/sh",
                "-c",
                ShardPlan.SCRIPT,
                "jobctl",
                "/bin/sh",
                "-c",
                SHOW,
                "a b",
                "c d",
                "e"));
    builder.environment().put("JOBCTL_PLAN", plan);
    builder.environment().put("VC_TASK_INDEX", index);
    Process process = builder.redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), out);
  }
}
