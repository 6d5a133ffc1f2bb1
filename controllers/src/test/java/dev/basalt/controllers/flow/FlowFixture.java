package dev.basalt.controllers.flow;

import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.batch.TaskState;
import dev.basalt.api.flow.JobFlowPhase;
import dev.basalt.api.flow.JobFlowSpec;
import dev.basalt.api.flow.JobFlowStatus;
import dev.basalt.controllers.made.MadeJob;
import dev.basalt.controllers.runtime.Notice;
import dev.basalt.controllers.runtime.ObjectKey;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known of a flow named {@code daily}, in whose jobs task {@code ps} needs two pods. */
abstract class FlowFixture {
  static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  static final String LINE = "{flows: [{name: a}, {name: b, dependsOn: {targets: [a]}}]}";

  final Map<String, MadeJob> jobs = new HashMap<>();
  final Map<String, MadeJob> gone = new HashMap<>();
  final Set<FlowPlan.Ask> passed = new HashSet<>();
  final Set<String> missingTemplates = new HashSet<>();
  @Nullable JobFlowStatus status;
  @Nullable Notice hindrance;
  int retries;
  boolean deletes;
  boolean terminating;

  final FlowPlan plan(String spec) {
    return FlowPlan.of(
        new FlowPlan.Facts(
            new ObjectKey("team", "daily"),
            FlowShape.of(Serialization.unmarshal("---\n" + spec, JobFlowSpec.class)),
            retries,
            deletes,
            terminating,
            status,
            Map.copyOf(jobs),
            Map.copyOf(gone),
            name -> !missingTemplates.contains(name),
            Set.copyOf(passed),
            hindrance));
  }

  static List<String> made(FlowPlan plan) {
    return plan.make().stream().map(FlowPlan.Order::name).toList();
  }

  static @Nullable JobFlowPhase phase(FlowPlan plan) {
    return Objects.requireNonNull(plan.status().state()).phase();
  }

  static @Nullable Integer attempt(FlowPlan plan) {
    return Objects.requireNonNull(plan.status().jobStatusList()).getFirst().attempt();
  }

  final void job(String place, @Nullable JobPhase phase) {
    job(place, phase, Map.of());
  }

  final void job(String place, @Nullable JobPhase phase, Map<String, Integer> pods) {
    jobs.put("daily-" + place, made("daily-" + place, phase, 0, START, pods));
  }

  static MadeJob job(String name, @Nullable JobPhase phase, int attempt) {
    return made(name, phase, attempt, START, Map.of());
  }

  static MadeJob made(
      String name,
      @Nullable JobPhase phase,
      int attempt,
      Instant created,
      Map<String, Integer> pods) {
    List<MadeJob.Passed> phases =
        phase == null
            ? List.of()
            : List.of(
                new MadeJob.Passed(JobPhase.RUNNING, created.plusSeconds(10)),
                new MadeJob.Passed(Objects.requireNonNull(phase), created.plusSeconds(70)));
    return new MadeJob(
        new ObjectKey("team", name),
        name + "-" + attempt,
        new MadeJob.Maker(MadeJob.JOB_FLOW, new ObjectKey("team", "daily"), "f1", null),
        phase,
        false,
        created,
        phases,
        null,
        attempt,
        3,
        phase == JobPhase.COMPLETED ? "1m10s" : null,
        Map.of("ps", 2),
        pods.isEmpty() ? Map.of() : Map.of("ps", new TaskState(pods)));
  }
}
