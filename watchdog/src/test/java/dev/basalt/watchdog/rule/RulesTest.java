package dev.basalt.watchdog.rule;

import static dev.basalt.watchdog.FakeView.job;
import static dev.basalt.watchdog.FakeView.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.JobPhase;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.watchdog.view.Decisions;
import dev.basalt.watchdog.view.JobSight;
import dev.basalt.watchdog.view.LeaseSight;
import dev.basalt.watchdog.view.QueueSight;
import dev.basalt.watchdog.view.QuotaSight;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each rule finds what it is for, and nothing once that is over. */
class RulesTest extends RuleScene {
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
        new QueueSight(QueueSpec.builder("idle", "u").guarantee(cpu(10_000)).build(), cpu(100)));
    view.put(job("w", JobPhase.RUNNING, "", NOW));
    for (int i = 0; i < 3; i++) {
      view.pods.add(pod("w", "w-" + i, PodPhase.RUNNING, null));
      view.used.put(new ObjectKey("lab", "w-" + i), cpu(100));
    }
    view.leases.add(new LeaseSight("basalt", "me", Duration.ofSeconds(40).toNanos()));
    view.quotas.add(new QuotaSight("lab", "cap", cpu(1_000), cpu(950)));
    leftOut = Map.of("BasaltJobPending", 7);
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
        .satisfies(
            finding -> assertThat(finding.labels()).containsEntry("reason", "nvidia.com/gpu"));
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
  void leasesAreTheSchedulersByTheNamesThatTheWatchdogIsGiven() {
    long silent = Duration.ofMinutes(1).toNanos();
    view.schedulers = Set.of("team", "volcano");
    for (String name : List.of("team", "volcano", "team.zone.a", "team-b", "basalt")) {
      view.leases.add(new LeaseSight(name, "x", silent));
    }
    assertThat(look(Kind.SCHEDULER_STALLED))
        .extracting(Finding::subject)
        .containsExactly("lease/team", "lease/volcano", "lease/team.zone.a");
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
}
