package dev.basalt.testkit.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SimulatedRunTest {
  private static SimulatedRun run(Map<String, String> annotations) {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withAnnotations(annotations)
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("main")
            .withNewResources()
            .addToLimits("memory", Quantity.parse("256Mi"))
            .endResources()
            .endContainer()
            .endSpec()
            .build();
    return SimulatedRun.of(pod);
  }

  @Test
  void withoutADurationItRunsForEver() {
    assertThat(run(Map.of()).nanos()).isNull();
  }

  @Test
  void aDurationMayHaveSeveralParts() {
    assertThat(run(Map.of("basalt.dev/sim-duration", "1m30.5s")))
        .isEqualTo(new SimulatedRun(TimeUnit.MILLISECONDS.toNanos(90_500), 0, "Completed", ""));
    assertThat(run(Map.of("basalt.dev/sim-duration", "100ms")).nanos()).isEqualTo(100_000_000L);
  }

  @Test
  void anExitCodeFailsItAndMoreMemoryThanItsLimitKillsIt() {
    assertThat(run(Map.of("basalt.dev/sim-duration", "1s", "basalt.dev/sim-exit-code", "3")))
        .extracting(SimulatedRun::exitCode, SimulatedRun::reason, SimulatedRun::succeeds)
        .containsExactly(3, "Error", false);
    assertThat(run(Map.of("basalt.dev/sim-duration", "1s", "basalt.dev/sim-peak-memory", "257Mi")))
        .extracting(SimulatedRun::exitCode, SimulatedRun::reason)
        .containsExactly(137, "OOMKilled");
    assertThat(
            run(Map.of("basalt.dev/sim-duration", "1s", "basalt.dev/sim-peak-memory", "262144Ki"))
                .succeeds())
        .isTrue();
  }

  @Test
  void aMalformedAnnotationEndsItAtOnceAndNamesTheRemedy() {
    assertThat(run(Map.of("basalt.dev/sim-duration", "soon")))
        .extracting(SimulatedRun::nanos, SimulatedRun::exitCode, SimulatedRun::message)
        .containsExactly(
            0L,
            128,
            "annotation basalt.dev/sim-duration is \"soon\"; write a duration such as 1m30s");
    assertThat(
            run(Map.of("basalt.dev/sim-duration", "1s", "basalt.dev/sim-exit-code", "256"))
                .message())
        .contains("write 0 to 255");
  }
}
