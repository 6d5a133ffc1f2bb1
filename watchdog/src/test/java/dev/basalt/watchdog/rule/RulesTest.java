package dev.basalt.watchdog.rule;

import static dev.basalt.watchdog.FakeView.group;
import static dev.basalt.watchdog.FakeView.job;
import static dev.basalt.watchdog.FakeView.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.JobPhase;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.event.Taint;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.watchdog.FakeView;
import dev.basalt.watchdog.HandClock;
import dev.basalt.watchdog.config.RulesException;
import dev.basalt.watchdog.config.WatchdogRules;
import dev.basalt.watchdog.view.Decisions;
import dev.basalt.watchdog.view.Ending;
import dev.basalt.watchdog.view.GroupSight;
import dev.basalt.watchdog.view.JobSight;
import dev.basalt.watchdog.view.LeaseSight;
import dev.basalt.watchdog.view.Moment;
import dev.basalt.watchdog.view.PodSight;
import dev.basalt.watchdog.view.QueueSight;
import dev.basalt.watchdog.view.QuotaSight;
import dev.basalt.watchdog.view.Waiting;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each rule finds what it is for, and nothing once that is over. */
class RulesTest {
  private static final long NOW = HandClock.START;

  private final FakeView view = new FakeView();
  private long now = NOW;
  private long since;

  private List<Finding> look(Kind kind) {
    return look(kind, "");
  }

  /** What the standard rule of a kind finds, with more lines in the file. */
  private List<Finding> look(Kind kind, String more) {
    try {
      String yaml = "rules:\n- name: R\n  kind: " + kind.text() + "\n" + more;
      Rule rule = WatchdogRules.parse(yaml, Map.of()).rules().getFirst();
      return Rules.look(rule, new Look(view, new Moment(0, now), since));
    } catch (RulesException e) {
      throw new AssertionError(e);
    }
  }

  private static Ending killed(long millis) {
    return new Ending("main", "OOMKilled", 137, millis);
  }

  private static ResourceList cpu(long milli) {
    return ResourceList.of(Map.of("cpu", milli));
  }

  private void queue(String name, ResourceList capability, ResourceList allocated) {
    QueueSpec spec = QueueSpec.builder(name, "uid-" + name).capability(capability).build();
    view.queues.put(name, new QueueSight(spec, allocated));
  }

  private void node(String name, long milliCpu) {
    view.nodes.add(NodeSpec.builder(name, "uid-" + name).allocatable(cpu(milliCpu)).build());
  }

  private void failedJob() {
    view.put(job("j", JobPhase.FAILED, "PodsFailed", NOW - 5_000));
    view.pods.add(pod("j", "j-main-0", PodPhase.FAILED, killed(NOW - 6_000)));
    view.pods.add(
        pod("j", "j-main-1", PodPhase.FAILED, new Ending("main", "Error", 1, NOW - 5_500)));
  }

  private void starvedGang() {
    node("n1", 8_000);
    queue("q", ResourceList.EMPTY, cpu(0));
    view.put(group("g", "NotEnoughResources", cpu(4_000)));
  }

  /** Something for each kind, by its usual numbers. */
  private void everything() {
    failedJob();
    starvedGang();
    node("n2", 64_000);
    JobSight pending = job("p", JobPhase.PENDING, "", NOW - Duration.ofHours(2).toMillis());
    view.put(pending);
    view.put(job("m", JobPhase.RUNNING, "OutOfMemory", NOW - 1_000));
    queue("over", cpu(1_000), cpu(2_000));
    view.queues.put(
        "idle",
        new QueueSight(
            QueueSpec.builder("idle", "u").guarantee(cpu(10_000)).build(), cpu(100)));
    view.put(job("w", JobPhase.RUNNING, "", NOW));
    for (int i = 0; i < 3; i++) {
      view.pods.add(pod("w", "w-" + i, PodPhase.RUNNING, null));
      view.used.put(new ObjectKey("lab", "w-" + i), cpu(100));
    }
    view.leases.add(new LeaseSight("basalt", "me", Duration.ofSeconds(40).toNanos()));
    view.quotas.add(new QuotaSight("lab", "cap", cpu(1_000), cpu(950)));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aFindingHasAValueForEachPlaceholder(Kind kind) {
    everything();

    assertThat(look(kind)).isNotEmpty();
    for (Finding finding : look(kind)) {
      Set<String> given = new HashSet<>(finding.labels().keySet());
      given.addAll(finding.values().keySet());
      given.addAll(kind == Kind.HEARTBEAT ? Set.of("alertname", "severity") : Set.of());
      assertThat(given).containsAll(kind.placeholders());
      assertThat(kind.placeholders()).containsAll(given);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aQuietClusterAndARuleThatIsOffFindNothing(Kind kind) {
    node("n1", 8_000);
    queue("q", cpu(8_000), cpu(4_000));
    view.put(job("fine", JobPhase.RUNNING, "", NOW));
    view.put(job("done", JobPhase.COMPLETED, "", NOW));
    view.put(job("soon", JobPhase.PENDING, "", NOW));
    view.leases.add(new LeaseSight("basalt", "me", 0));
    assertThat(look(kind)).hasSize(kind == Kind.HEARTBEAT ? 1 : 0);

    everything();
    assertThat(look(kind, "  enabled: false\n")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aRuleIsForItsNamespacesAndQueuesOnly(Kind kind) {
    everything();
    for (Finding finding : look(kind, "  namespaces: [other]\n  queues: [other]\n")) {
      assertThat(finding.labels()).doesNotContainKeys("namespace", "queue");
    }
    assertThat(look(kind, "  namespaces: [\"la*\"]\n  queues: [\"!nobody\"]\n"))
        .isEqualTo(look(kind));
  }

  @Test
  void ofAFailedJobTheFirstPodThatFailedIsTold() {
    failedJob();

    assertThat(look(Kind.JOB_FAILED))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.subject()).isEqualTo("lab/j");
          assertThat(finding.sinceMillis()).isEqualTo(NOW - 5_000);
          assertThat(finding.labels()).containsEntry("reason", "OOMKilled").containsEntry("user", "ada");
          assertThat(finding.values())
              .containsEntry("failed_pods", "2")
              .containsEntry("exit_code", "137")
              .containsEntry(
                  "first_failure",
                  "First failed pod j-main-0 of task main: OOMKilled, container main with exit code 137.");
        });
  }

  @Test
  void whatSomebodyAskedForIsNoFailure() {
    view.put(job("cancelled", JobPhase.TERMINATED, "CommandIssued", NOW));
    view.put(job("suspended", JobPhase.ABORTED, "CommandIssued", NOW));
    view.put(job("ended", JobPhase.TERMINATED, "PodFailed", NOW));
    view.put(job("stopped", JobPhase.ABORTED, "TaskFailed", NOW));

    assertThat(look(Kind.JOB_FAILED))
        .extracting(Finding::subject)
        .containsExactly("lab/ended", "lab/stopped");
  }

  @Test
  void whatEndedBeforeIsNotTold() {
    failedJob();
    since = NOW - 4_000;
    assertThat(look(Kind.JOB_FAILED)).isEmpty();
    since = NOW - 5_000;
    assertThat(look(Kind.JOB_FAILED)).hasSize(1);
  }

  @Test
  void aJobThatIsRunAnewByHandKeepsItsAlertUntilItSucceeds() {
    JobSight again = withRetries(job("j", JobPhase.RUNNING, "", NOW), 1);
    view.put(again);
    assertThat(look(Kind.JOB_FAILED))
        .singleElement()
        .satisfies(finding -> assertThat(finding.news()).isFalse());

    view.put(withRetries(job("j", JobPhase.COMPLETED, "", NOW), 1));
    assertThat(look(Kind.JOB_FAILED)).isEmpty();
  }

  @Test
  void theSuccessOfAJobThatRunsItsFailedShardsMendsIt() {
    failedJob();
    view.put(child("j-r1", JobPhase.FAILED, NOW - 1_000));
    view.put(child("j-r2", JobPhase.RUNNING, NOW));
    assertThat(look(Kind.JOB_FAILED)).hasSize(2);

    view.put(child("j-r2", JobPhase.COMPLETED, NOW));
    assertThat(look(Kind.JOB_FAILED)).isEmpty();
  }

  private static JobSight child(String name, JobPhase phase, long created) {
    JobSight job = job(name, phase, "", created);
    return new JobSight(
        job.key(), job.uid(), job.queue(), job.user(), phase, "", "", created, created, 0, -1, "j");
  }

  private static JobSight withRetries(JobSight job, int retries) {
    return new JobSight(
        job.key(),
        job.uid(),
        job.queue(),
        job.user(),
        job.phase(),
        job.reason(),
        job.message(),
        job.phaseMillis(),
        job.createdMillis(),
        retries,
        -1,
        "");
  }

  @Test
  void aPodOfAGroupThatNobodyReplacesFailsForItself() {
    view.put(group("g", "", ResourceList.EMPTY));
    view.pods.add(alone("driver", "g", "SparkApplication"));
    view.pods.add(alone("executor", "g", "Pod"));
    view.pods.add(alone("worker", "g", "ReplicaSet"));
    view.pods.add(alone("stranger", "", ""));

    assertThat(look(Kind.JOB_FAILED))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.labels()).containsEntry("job_name", "driver").containsEntry("queue", "q");
          assertThat(finding.values()).containsEntry("exit_code", "137");
        });
  }

  private static PodSight alone(String name, String group, String controller) {
    return new PodSight(
        new ObjectKey("lab", name),
        "uid-" + name,
        "",
        group,
        "",
        "ada",
        "",
        "basalt",
        controller,
        PodPhase.FAILED,
        "n1",
        false,
        NOW,
        cpu(1_000),
        Waiting.UNSAID,
        killed(NOW));
  }

  @Test
  void aJobWaitsTooLongByTheRuleOrByItsOwnWord() {
    view.put(job("j", JobPhase.PENDING, "", NOW));
    view.put(group("g", "NotEnoughResources", ResourceList.EMPTY));
    now = NOW + Duration.ofMinutes(59).toMillis();
    assertThat(look(Kind.JOB_PENDING)).isEmpty();
    now = NOW + Duration.ofMinutes(61).toMillis();
    assertThat(look(Kind.JOB_PENDING))
        .extracting(finding -> finding.labels().get("reason"))
        .containsExactly("Unknown", "NotEnoughResources");
    assertThat(look(Kind.JOB_PENDING, "  for: 2h\n")).isEmpty();

    JobSight job = job("j", JobPhase.PENDING, "", NOW);
    view.groups.clear();
    view.put(
        new JobSight(
            job.key(), job.uid(), "q", "ada", job.phase(), "", "", NOW, NOW, 0, 60_000, ""));
    now = NOW + 61_000;
    assertThat(look(Kind.JOB_PENDING))
        .singleElement()
        .satisfies(finding -> assertThat(finding.values()).containsEntry("waited", "1m1s"));
  }

  @Test
  void aGangStarvesIfItFitsIntoItsQueuesShareAndIntoWhatIsFree() {
    starvedGang();
    assertThat(look(Kind.GANG_STARVED)).hasSize(1);

    queue("q", ResourceList.EMPTY, cpu(5_000));
    assertThat(look(Kind.GANG_STARVED)).as("its queue holds its share").isEmpty();
    queue("q", ResourceList.EMPTY, cpu(0));
    queue("other", ResourceList.EMPTY, cpu(0));
    queue("third", ResourceList.EMPTY, cpu(0));
    assertThat(look(Kind.GANG_STARVED)).as("a third of 8 cores is less than 4").isEmpty();
    view.queues.remove("other");
    view.queues.remove("third");

    view.pods.add(pod("x", "x-0", PodPhase.RUNNING, null));
    assertThat(look(Kind.GANG_STARVED)).as("4 of 8 cores are free").hasSize(1);
    view.pods.add(pod("x", "x-1", PodPhase.RUNNING, null));
    assertThat(look(Kind.GANG_STARVED)).as("nothing is free").isEmpty();
    view.pods.clear();

    view.nodes.clear();
    view.nodes.add(
        NodeSpec.builder("n1", "u")
            .allocatable(cpu(8_000))
            .taints(List.of(new Taint("gone", "", Taint.Effect.NO_SCHEDULE)))
            .build());
    assertThat(look(Kind.GANG_STARVED)).as("no node takes pods").isEmpty();
  }

  @Test
  void aGangThatWaitsForItsOwnerDoesNotStarve() {
    starvedGang();
    for (String reason : List.of("Misconfigured", "NoNodeMatches", "WaitingForQuota", "")) {
      view.put(group("g", reason, cpu(4_000)));
      assertThat(look(Kind.GANG_STARVED)).as(reason).isEmpty();
    }
  }

  @Test
  void aGangThatDoesNotSayWhatItNeedsIsMeasuredByItsPods() {
    starvedGang();
    view.put(group("g", "WaitingForAdmission", ResourceList.EMPTY));
    assertThat(look(Kind.GANG_STARVED)).isEmpty();
    PodSight pod = alone("a", "g", "");
    view.pods.add(
        new PodSight(
            pod.key(),
            pod.uid(),
            "",
            "g",
            "",
            "ada",
            "",
            "basalt",
            "",
            PodPhase.PENDING,
            "",
            false,
            NOW,
            cpu(3_000),
            Waiting.UNSAID,
            null));
    assertThat(look(Kind.GANG_STARVED))
        .singleElement()
        .satisfies(finding -> assertThat(finding.values()).containsEntry("needs", "cpu 6"));
  }

  @Test
  void aQueueInAnotherOneDividesWhatThatDeserves() {
    node("n1", 8_000);
    view.queues.put(
        "team",
        new QueueSight(
            QueueSpec.builder("team", "u").deserved(cpu(6_000)).build(), ResourceList.EMPTY));
    view.queues.put(
        "q",
        new QueueSight(
            QueueSpec.builder("q", "u").parent("team").weight(2).build(), ResourceList.EMPTY));
    view.queues.put(
        "r",
        new QueueSight(
            QueueSpec.builder("r", "u").parent("team").weight(1).build(), ResourceList.EMPTY));
    view.put(group("g", "NotEnoughResources", cpu(4_000)));
    assertThat(look(Kind.GANG_STARVED))
        .singleElement()
        .satisfies(finding -> assertThat(finding.values()).containsEntry("deserved", "cpu 4"));
    view.put(group("g", "NotEnoughResources", cpu(4_001)));
    assertThat(look(Kind.GANG_STARVED)).isEmpty();
  }

  @Test
  void memoryAtItsMaximumIsToldWhateverThePhase() {
    since = NOW;
    view.put(job("runs", JobPhase.RUNNING, "OutOfMemory", NOW - 90_000));
    JobSight ended = job("ended", JobPhase.ABORTED, "PodFailed", NOW + 1);
    view.put(
        new JobSight(
            ended.key(),
            ended.uid(),
            "q",
            "ada",
            ended.phase(),
            "PodFailed",
            "pod x-0: a policy answers with AbortJob; pod x-0: container main was killed at 192Mi",
            NOW + 1,
            NOW,
            0,
            -1,
            ""));
    view.put(job("before", JobPhase.FAILED, "OutOfMemory", NOW - 1));
    assertThat(look(Kind.OOM_AT_MAXIMUM))
        .extracting(Finding::subject)
        .containsExactly("lab/runs", "lab/ended");
  }

  @Test
  void queuesAreMeasuredByTheFullestResource() {
    queue("q", ResourceList.of(Map.of("cpu", 4_000L, "memory", 1024L)), cpu(4_000));
    assertThat(look(Kind.QUEUE_OVER_CAPABILITY)).as("full is not over").isEmpty();
    assertThat(look(Kind.QUEUE_OVER_CAPABILITY, "  ratio: 0.95\n")).hasSize(1);
    queue("q", ResourceList.of(Map.of("cpu", 4_000L, "nvidia.com/gpu", 0L)), gpu(1));
    assertThat(look(Kind.QUEUE_OVER_CAPABILITY))
        .singleElement()
        .satisfies(finding ->
            assertThat(finding.labels()).containsEntry("reason", "nvidia.com/gpu"));
  }

  private static ResourceList gpu(long count) {
    return ResourceList.of(Map.of("nvidia.com/gpu", count));
  }

  @Test
  void onlyWhatIsKeptForAQueueCanBeUnderused() {
    QueueSpec.Builder spec = QueueSpec.builder("q", "u").capability(cpu(10_000));
    view.queues.put("q", new QueueSight(spec.build(), cpu(0)));
    assertThat(look(Kind.QUEUE_UNDERUSED)).isEmpty();
    view.queues.put("q", new QueueSight(spec.deserved(cpu(10_000)).build(), cpu(900)));
    assertThat(look(Kind.QUEUE_UNDERUSED)).hasSize(1);
    view.queues.put("q", new QueueSight(spec.build(), cpu(1_000)));
    assertThat(look(Kind.QUEUE_UNDERUSED)).isEmpty();
  }

  @Test
  void wasteIsWhatLargeJobsDoNotUseWhereThatIsMeasured() {
    view.put(job("w", JobPhase.RUNNING, "", NOW));
    for (int i = 0; i < 3; i++) {
      view.pods.add(pod("w", "w-" + i, PodPhase.RUNNING, null));
    }
    assertThat(look(Kind.RESOURCE_WASTE)).as("nobody measures").isEmpty();
    for (int i = 0; i < 3; i++) {
      view.used.put(new ObjectKey("lab", "w-" + i), cpu(1_000));
    }
    assertThat(look(Kind.RESOURCE_WASTE))
        .singleElement()
        .satisfies(finding ->
            assertThat(finding.values())
                .containsEntry("used", "3.0")
                .containsEntry("requested", "12")
                .containsEntry("percent", "25 %"));
    view.used.put(new ObjectKey("lab", "w-0"), cpu(4_000));
    assertThat(look(Kind.RESOURCE_WASTE)).as("half is used").isEmpty();
    assertThat(look(Kind.RESOURCE_WASTE, "  ratio: 0.9\n  cores: 12\n"))
        .as("no more than 12 cores")
        .isEmpty();
  }

  @Test
  void schedulersAreStalledByTheirLeasesOrByPodsThatNobodyDecidesAbout() {
    view.leases.add(new LeaseSight("basalt-controllers", "x", Duration.ofHours(1).toNanos()));
    view.leases.add(new LeaseSight("basalt", "x", Duration.ofSeconds(29).toNanos()));
    view.decisions = new Decisions(3, Duration.ofSeconds(29).toNanos());
    assertThat(look(Kind.SCHEDULER_STALLED)).isEmpty();

    view.leases.add(new LeaseSight("basalt.zone.a", "", Duration.ofSeconds(30).toNanos()));
    view.decisions = new Decisions(3, Duration.ofSeconds(30).toNanos());
    assertThat(look(Kind.SCHEDULER_STALLED))
        .extracting(Finding::subject)
        .containsExactly("lease/basalt.zone.a", "decisions");
    view.decisions = new Decisions(0, Duration.ofSeconds(30).toNanos());
    assertThat(look(Kind.SCHEDULER_STALLED)).hasSize(1);
  }

  @Test
  void bothKindsOfQuotasMayBeNearlyFull() {
    view.quotas.add(new QuotaSight("lab", "cap", cpu(1_000), cpu(899)));
    view.namespaces.add(NamespaceSpec.builder("lab", "u").quota(cpu(10_000)).build());
    view.pods.add(pod("x", "x-0", PodPhase.RUNNING, null));
    view.pods.add(pod("x", "x-1", PodPhase.RUNNING, null));
    assertThat(look(Kind.QUOTA_NEARLY_FULL)).as("90 % and 80 %").isEmpty();

    view.quotas.set(0, new QuotaSight("lab", "cap", cpu(1_000), cpu(900)));
    view.pods.add(pod("x", "x-2", PodPhase.RUNNING, null));
    assertThat(look(Kind.QUOTA_NEARLY_FULL))
        .extracting(finding -> finding.labels().get("quota"))
        .containsExactly("cap", "basalt.dev/quota");
    assertThat(look(Kind.QUOTA_NEARLY_FULL).getLast().values()).containsEntry("percent", "120 %");
  }

  @Test
  void groupsThatAreJobsAreToldByTheirJobs() {
    GroupSight group = group("g", "NotEnoughResources", ResourceList.EMPTY);
    view.put(
        new GroupSight(
            group.key(),
            group.uid(),
            "j",
            "q",
            "ada",
            group.phase(),
            1,
            ResourceList.EMPTY,
            group.waiting(),
            NOW,
            30_000));
    view.put(job("j", JobPhase.PENDING, "", NOW));
    now = NOW + 30_000;
    assertThat(look(Kind.JOB_PENDING))
        .as("the waiting time of the group, the reason of the group")
        .singleElement()
        .satisfies(finding ->
            assertThat(finding.labels())
                .containsEntry("job_name", "j")
                .containsEntry("reason", "NotEnoughResources"));
  }
}
