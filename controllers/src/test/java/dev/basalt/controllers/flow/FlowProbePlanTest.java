package dev.basalt.controllers.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.JobPhase;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowProbePlanTest extends FlowFixture {
  @ParameterizedTest
  @CsvSource({
    "Running, 1, 0, false",
    "Running, 2, 0, true",
    "Running, 1, 1, true",
    "Succeeded, 2, 1, false",
    "Succeeded, 0, 2, true",
    "Pending, 1, 1, true",
    "Failed, 2, 0, false"
  })
  void aTaskThatHasReachedAPhaseLetsOthersBegin(
      String phase, int running, int succeeded, boolean begins) {
    String spec = probed("taskStatusList: [{taskName: ps, phase: %s}]".formatted(phase));
    job("a", JobPhase.RUNNING, Map.of("Running", running, "Succeeded", succeeded));

    FlowPlan plan = plan(spec);

    assertThat(made(plan)).isEqualTo(begins ? List.of("daily-b") : List.of());
    if (!begins) {
      assertThat(Objects.requireNonNull(plan.status().state()).message())
          .isEqualTo(
              "flow \"b\" waits until task \"ps\" of job daily-a passes"
                  + " spec.flows[1].dependsOn.probe.taskStatusList");
      assertThat(plan.notices()).isEmpty();
    }
  }

  @Test
  void questionsAreAskedOfJobsThatRunAndOnceAnsweredNotAgain() {
    String spec =
        probed(
            "httpGetList: [{taskName: ps, path: ready, port: 80, httpHeader: {name: A, value: b}}],"
                + " tcpSocketList: [{taskName: ps, port: 81}]");
    assertThat(plan(spec).asks()).isEmpty();
    job("a", JobPhase.RUNNING);

    FlowPlan plan = plan(spec);
    assertThat(plan.make()).isEmpty();
    assertThat(plan.asks()).hasSize(2).allSatisfy(ask -> assertThat(ask.enough()).isEqualTo(2));
    assertThat(plan.asks().getLast().check())
        .isEqualTo(
            new FlowCheck.Http(
                "spec.flows[1].dependsOn.probe.httpGetList", "ps", "/ready", 80, "A", "b"));

    passed.add(plan.asks().getFirst());
    assertThat(plan(spec).asks()).containsExactly(plan.asks().getLast());
    passed.addAll(plan.asks());
    assertThat(made(plan(spec))).containsExactly("daily-b");
  }

  @Test
  void aJobThatHasCompletedNeedNotPassAnything() {
    job("a", JobPhase.COMPLETED);

    assertThat(made(plan(probed("tcpSocketList: [{taskName: ps, port: 81}]"))))
        .containsExactly("daily-b");
  }

  @Test
  void aJobWithoutTheTaskMustComplete() {
    String spec = probed("tcpSocketList: [{taskName: other, port: 81}]");
    job("a", JobPhase.RUNNING);
    assertThat(plan(spec).asks()).isEmpty();
    assertThat(plan(spec).make()).isEmpty();
  }

  private static String probed(String probe) {
    return "{flows: [{name: a}, {name: b, dependsOn: {targets: [a], probe: {" + probe + "}}}]}";
  }
}
