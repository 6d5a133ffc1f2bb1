package dev.basalt.sim.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodRunTest {
  @Test
  void withoutAnnotationsAPodRunsUntilItIsDeleted() {
    assertThat(PodRun.parse(Map.of(), null)).isEqualTo(PodRun.SERVICE);
  }

  @Test
  void annotationsSayHowLongAPodRunsAndHowItEnds() {
    PodRun run =
        PodRun.parse(
            Map.of(PodRun.DURATION, "90s", PodRun.EXIT_CODE, "3", PodRun.PEAK_MEMORY, "2Gi"),
            "1Gi");

    assertThat(run.durationNanos()).isEqualTo(Duration.ofSeconds(90).toNanos());
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.outOfMemory()).isTrue();
  }

  @Test
  void withoutALimitNoMemoryIsTooMuch() {
    assertThat(PodRun.parse(Map.of(PodRun.PEAK_MEMORY, "2Ti"), null).outOfMemory()).isFalse();
  }

  @Test
  void malformedAnnotationsAreNamed() {
    assertThatThrownBy(() -> PodRun.parse(Map.of(PodRun.DURATION, "soon"), null))
        .hasMessageContaining(PodRun.DURATION)
        .hasMessageContaining("soon");
    assertThatThrownBy(() -> PodRun.parse(Map.of(PodRun.EXIT_CODE, "256"), null))
        .hasMessageContaining(PodRun.EXIT_CODE);
    assertThatThrownBy(() -> PodRun.parse(Map.of(PodRun.EXIT_CODE, "x"), null))
        .hasMessageContaining("\"x\"");
    assertThatThrownBy(() -> PodRun.parse(Map.of(PodRun.PEAK_MEMORY, "lots"), null))
        .hasMessageContaining(PodRun.PEAK_MEMORY);
  }
}
