package dev.basalt.controllers.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.batch.TaskState;
import dev.basalt.api.flow.FlowJobStatus;
import dev.basalt.api.flow.JobFlow;
import dev.basalt.api.flow.JobFlowPhase;
import dev.basalt.api.flow.JobFlowSpec;
import dev.basalt.api.flow.JobFlowState;
import dev.basalt.api.flow.JobFlowStatus;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FlowPlanTest {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final String LINE = "{flows: [{name: a}, {name: b, dependsOn: {targets: [a]}}]}";

  private final Map<String, MadeJob> jobs = new HashMap<>();
  private final Map<String, MadeJob> gone = new HashMap<>();
  private final Set<FlowPlan.Ask> passed = new HashSet<>();
  private final Set<String> missingTemplates = new HashSet<>();
  private @Nullable JobFlowStatus status;
  private @Nullable Notice hindrance;
  private int retries;
  private boolean deletes;
  private boolean terminating;

  @Test
  void aFlowGoesFromPlaceToPlace() {
    FlowPlan plan = plan(LINE);
    assertThat(made(plan)).containsExactly("daily-a");
    assertThat(phase(plan)).isEqualTo(JobFlowPhase.PENDING);
    assertThat(plan.status().jobStatusList()).isNull();

    job("a", null);
    plan = plan(LINE);
    assertThat(plan.make()).isEmpty();
    assertThat(plan.status().unKnowJobs()).containsExactly("daily-a");

    job("a", JobPhase.PENDING);
    assertThat(phase(plan(LINE))).isEqualTo(JobFlowPhase.PENDING);
    assertThat(plan(LINE).status().pendingJobs()).containsExactly("daily-a");

    job("a", JobPhase.RUNNING);
    plan = plan(LINE);
    assertThat(phase(plan)).isEqualTo(JobFlowPhase.RUNNING);
    assertThat(plan.status().runningJobs()).containsExactly("daily-a");
    assertThat(plan.make()).isEmpty();

    job("a", JobPhase.COMPLETED);
    plan = plan(LINE);
    assertThat(made(plan)).containsExactly("daily-b");
    assertThat(phase(plan)).isEqualTo(JobFlowPhase.RUNNING);

    job("b", JobPhase.COMPLETED);
    plan = plan(LINE);
    assertThat(phase(plan)).isEqualTo(JobFlowPhase.SUCCEED);
    assertThat(plan.status().completedJobs()).containsExactly("daily-a", "daily-b");
    assertThat(plan.delete()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = JobPhase.class,
      names = {"FAILED", "TERMINATED"})
  void aJobThatFailedFailsTheFlowAndNothingMoreIsMade(JobPhase phase) {
    job("a", phase);
    String spec = "{flows: [{name: a}, {name: b, dependsOn: {targets: [a]}}, {name: c}]}";

    FlowPlan plan = plan(spec);

    assertThat(phase(plan)).isEqualTo(JobFlowPhase.FAILED);
    assertThat(plan.make()).isEmpty();
    assertThat(Objects.requireNonNull(plan.status().state()).message())
        .isEqualTo("job daily-a is " + MadeJob.text(phase));
  }

  @Test
  void aJobThatWasSuspendedIsWaitedFor() {
    job("a", JobPhase.ABORTED);

    FlowPlan plan = plan(LINE);

    assertThat(phase(plan)).isEqualTo(JobFlowPhase.RUNNING);
    assertThat(plan.status().pendingJobs()).containsExactly("daily-a");
    assertThat(plan.make()).isEmpty();
  }

  @Test
  void aFailedJobIsMadeAnewAsOftenAsTheFlowSays() {
    retries = 1;
    job("a", JobPhase.FAILED);

    // It is written first,
    FlowPlan plan = plan(LINE);
    assertThat(plan.notices()).extracting(Notice::reason).containsExactly("JobRetried");
    assertThat(attempt(plan)).isEqualTo(1);
    assertThat(phase(plan)).isEqualTo(JobFlowPhase.RUNNING);
    assertThat(plan.delete()).extracting(job -> job.key().name()).containsExactly("daily-a");
    assertThat(plan.make()).isEmpty();

    // then the job is deleted,
    status = plan.status();
    plan = plan(LINE);
    assertThat(plan.notices()).isEmpty();
    assertThat(plan.delete()).hasSize(1);

    // then another is made, which knows which one it is.
    jobs.clear();
    plan = plan(LINE);
    assertThat(plan.make()).singleElement().extracting(FlowPlan.Order::attempt).isEqualTo(1);

    jobs.put("daily-a", job("daily-a", JobPhase.FAILED, 1));
    assertThat(phase(plan(LINE))).isEqualTo(JobFlowPhase.FAILED);
    retries = 2;
    assertThat(attempt(plan(LINE))).isEqualTo(2);
  }

  @Test
  void aJobThatSomebodyEndedIsNotMadeAnew() {
    retries = 5;
    job("a", JobPhase.TERMINATED);

    assertThat(phase(plan(LINE))).isEqualTo(JobFlowPhase.FAILED);
  }

  @Test
  void whatHasEndedStaysSoAlthoughItsJobIsGone() {
    gone.put("daily-a", job("daily-a", JobPhase.COMPLETED, 0));
    FlowPlan plan = plan(LINE);
    assertThat(made(plan)).containsExactly("daily-b");

    gone.clear();
    status = plan.status();
    plan = plan(LINE);
    assertThat(made(plan)).containsExactly("daily-b");
    assertThat(plan.status().completedJobs()).containsExactly("daily-a");
    assertThat(plan.status().conditions()).containsOnlyKeys("daily-a");
    assertThat(plan.status()).isEqualTo(status);
  }

  @Test
  void aJobThatSomebodyDeletedBeforeItEndedIsMadeAnew() {
    job("a", JobPhase.RUNNING);
    status = plan(LINE).status();
    jobs.clear();

    assertThat(made(plan(LINE))).containsExactly("daily-a");
  }

  @Test
  void jobsAreDeletedOnceAllHaveCompletedIfTheFlowSaysSo() {
    deletes = true;
    job("a", JobPhase.COMPLETED);
    assertThat(plan(LINE).delete()).isEmpty();
    job("b", JobPhase.COMPLETED);

    FlowPlan plan = plan(LINE);

    assertThat(plan.delete()).hasSize(2);
    status = plan.status();
    jobs.clear();
    plan = plan(LINE);
    assertThat(phase(plan)).isEqualTo(JobFlowPhase.SUCCEED);
    assertThat(plan.make()).isEmpty();
  }

  @Test
  void aFlowThatIsBeingDeletedMakesNothing() {
    terminating = true;
    retries = 1;
    job("a", JobPhase.FAILED);

    FlowPlan plan = plan("{flows: [{name: a}, {name: b}]}");

    assertThat(phase(plan)).isEqualTo(JobFlowPhase.TERMINATING);
    assertThat(plan.make()).isEmpty();
    assertThat(plan.delete()).isEmpty();
  }

  @Test
  void aFlowOfNothingHasSucceeded() {
    assertThat(phase(plan("{flows: []}"))).isEqualTo(JobFlowPhase.SUCCEED);
  }

  @Test
  void aNameThatComesTwiceIsOnePlace() {
    String spec =
        "{flows: [{name: a}, {name: b}, {name: c, dependsOn: {targets: [a]}}, {name: c,"
            + " dependsOn: {targets: [b]}}]}";
    job("a", JobPhase.COMPLETED);
    assertThat(made(plan(spec))).containsExactly("daily-b");
    job("b", JobPhase.COMPLETED);
    assertThat(made(plan(spec))).containsExactly("daily-c");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {flows: [{name: a}, {name: b, dependsOn: {targets: [x]}}]} | spec.flows[1].dependsOn.targets of flow "b": there is no flow "x"
          {flows: [{name: c}, {name: a, dependsOn: {targets: [b]}}, {name: b, dependsOn: {targets: [a]}}]} | spec.flows[1].dependsOn.targets: the flows [a, b] wait for each other
          """)
  void aFlowWithoutAnOrderSaysWhereAndMakesNothing(String spec, String message) {
    FlowPlan plan = plan(spec);

    assertThat(plan.make()).isEmpty();
    JobFlowState state = Objects.requireNonNull(plan.status().state());
    assertThat(state.phase()).isEqualTo(JobFlowPhase.PENDING);
    assertThat(state.reason()).isEqualTo("InvalidFlow");
    assertThat(state.message()).startsWith(message);
  }

  @Test
  void aMissingTemplateIsWaitedForAndHarmsNoOther() {
    missingTemplates.add("b");

    FlowPlan plan = plan("{flows: [{name: b}, {name: a}]}");

    assertThat(made(plan)).containsExactly("daily-a");
    JobFlowState state = Objects.requireNonNull(plan.status().state());
    assertThat(state.reason()).isEqualTo("TemplateNotFound");
    assertThat(state.message())
        .isEqualTo(
            "spec.flows[0].name: there is no JobTemplate \"b\" in namespace team; make it or change"
                + " the name");
  }

  @Test
  void whatStoodInTheWayIsSaid() {
    hindrance = Notice.warning("QuotaExceeded", "wait");

    assertThat(Objects.requireNonNull(plan(LINE).status().state()).reason())
        .isEqualTo("QuotaExceeded");
    assertThat(made(plan(LINE))).containsExactly("daily-a");
  }

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

  @Test
  void theStatusTellsOfEachJob() {
    job("a", JobPhase.COMPLETED, Map.of("Succeeded", 2));

    JobFlowStatus written = plan(LINE).status();

    FlowJobStatus job = Objects.requireNonNull(written.jobStatusList()).getFirst();
    assertThat(job.name()).isEqualTo("daily-a");
    assertThat(job.state()).isEqualTo("Completed");
    assertThat(job.startTimestamp()).isEqualTo("2026-11-01T00:00:00Z");
    assertThat(job.endTimestamp()).isEqualTo("2026-11-01T00:01:10Z");
    assertThat(job.restartCount()).isEqualTo(3);
    assertThat(job.runningHistories())
        .extracting("state", "startTimestamp", "endTimestamp")
        .containsExactly(
            tuple("Running", "2026-11-01T00:00:10Z", "2026-11-01T00:01:10Z"),
            tuple("Completed", "2026-11-01T00:01:10Z", null));
    var condition =
        Objects.requireNonNull(Objects.requireNonNull(written.conditions()).get("daily-a"));
    assertThat(condition.phase()).isEqualTo("Completed");
    assertThat(condition.runningDuration()).isEqualTo("1m10s");
    assertThat(condition.taskStatusCount())
        .isEqualTo(Map.of("ps", new TaskState(Map.of("Succeeded", 2))));
  }

  @Test
  void aJobIsMadeFromItsTemplateAndTellsWhoseItIs() {
    JobFlow flow =
        Serialization.unmarshal(
            """
            apiVersion: flow.volcano.sh/v1alpha1
            kind: JobFlow
            metadata: {namespace: team, name: daily, uid: f1, annotations: {basalt.dev/user: ada}}
            spec:
              flows:
              - name: train
                patch: {jobSpec: {queue: gpu, maxRetry: null, tasks: [{name: ps, replicas: 3}]}}
            """,
            JobFlow.class);
    WrittenTemplate template =
        Serialization.unmarshal(
            """
            apiVersion: flow.volcano.sh/v1alpha1
            kind: JobTemplate
            metadata:
              namespace: team
              name: train
              labels: {a: b}
              annotations: {basalt.dev/user: mallory, basalt.dev/attempt: "9", kubectl.kubernetes.io/x: y, c: d}
            spec: {maxRetry: 2, newer: field, tasks: [{name: ps, replicas: 1, template: {x: y}}]}
            """,
            WrittenTemplate.class);
    FlowShape.Place place = FlowShape.of(flow.getSpec()).places().getFirst();

    JsonNode job = FlowJobObjects.job(flow, template, new FlowPlan.Order(place, "daily-train", 2));

    assertThat(job.path("metadata").path("labels"))
        .isEqualTo(
            tree(
                Map.of(
                    "a",
                    "b",
                    VolcanoNames.CREATED_BY_JOB_FLOW,
                    "team.daily",
                    VolcanoNames.CREATED_BY_JOB_TEMPLATE,
                    "team.train")));
    assertThat(job.path("metadata").path("annotations"))
        .isEqualTo(
            tree(
                Map.of(
                    "c",
                    "d",
                    BasaltNames.USER,
                    "ada",
                    BasaltNames.FLOW_ATTEMPT,
                    "2",
                    VolcanoNames.CREATED_BY_JOB_FLOW,
                    "team.daily",
                    VolcanoNames.CREATED_BY_JOB_TEMPLATE,
                    "team.train")));
    assertThat(job.at("/metadata/ownerReferences/0/uid").asText()).isEqualTo("f1");
    assertThat(job.path("spec").toString())
        .isEqualTo(
            "{\"newer\":\"field\",\"tasks\":[{\"name\":\"ps\",\"replicas\":3,\"template\":{\"x\":\"y\"}}],\"queue\":\"gpu\"}");
    FlowShape.Place wrong =
        new FlowShape.Place(
            "train", "spec.flows[0]", Set.of(), List.of(), tree(Map.of("$patch", "x")));
    assertThatThrownBy(
            () -> FlowJobObjects.job(flow, template, new FlowPlan.Order(wrong, "daily-train", 0)))
        .hasMessageStartingWith("spec.flows[0].patch.jobSpec.$patch:");
  }

  @Test
  void aTemplateNamesTheYoungestJobsMadeFromIt() {
    List<MadeJob> many =
        IntStream.range(0, 1200)
            .mapToObj(
                i -> made("j" + (1000 + i), JobPhase.RUNNING, 0, START.plusSeconds(i), Map.of()))
            .toList();

    List<String> names = Objects.requireNonNull(TemplateReconciler.status(many).jobDependsOnList());

    assertThat(names).hasSize(1000).startsWith("j1200").endsWith("j2199").isSorted();
    assertThat(TemplateReconciler.status(List.of()).jobDependsOnList()).isNull();
  }

  private static JsonNode tree(Map<String, String> map) {
    return Serialization.unmarshal(Serialization.asJson(map), JsonNode.class);
  }

  private static String probed(String probe) {
    return "{flows: [{name: a}, {name: b, dependsOn: {targets: [a], probe: {" + probe + "}}}]}";
  }

  private FlowPlan plan(String spec) {
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

  private static List<String> made(FlowPlan plan) {
    return plan.make().stream().map(FlowPlan.Order::name).toList();
  }

  private static @Nullable JobFlowPhase phase(FlowPlan plan) {
    return Objects.requireNonNull(plan.status().state()).phase();
  }

  private static @Nullable Integer attempt(FlowPlan plan) {
    return Objects.requireNonNull(plan.status().jobStatusList()).getFirst().attempt();
  }

  private void job(String place, @Nullable JobPhase phase) {
    job(place, phase, Map.of());
  }

  private void job(String place, @Nullable JobPhase phase, Map<String, Integer> pods) {
    jobs.put("daily-" + place, made("daily-" + place, phase, 0, START, pods));
  }

  static MadeJob job(String name, @Nullable JobPhase phase, int attempt) {
    return made(name, phase, attempt, START, Map.of());
  }

  private static MadeJob made(
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
