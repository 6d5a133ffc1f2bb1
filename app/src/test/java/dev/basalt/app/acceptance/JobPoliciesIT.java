package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every event with every action on a real API server, all of them side by side. */
@Tag("soak")
class JobPoliciesIT {
  private static final Duration ENOUGH = Duration.ofMinutes(4);

  private static final List<String> EVENTS =
      List.of(
          "PodFailed",
          "PodEvicted",
          "PodPending",
          "TaskCompleted",
          "TaskFailed",
          "Unknown",
          "JobUpdated");

  /** Ends for good, or the reason why it goes on. */
  private static final Map<String, List<JobPhase>> ENDS =
      Map.of(
          "AbortJob", List.of(JobPhase.ABORTING, JobPhase.ABORTED),
          "TerminateJob", List.of(JobPhase.TERMINATING, JobPhase.TERMINATED),
          "CompleteJob", List.of(JobPhase.COMPLETING, JobPhase.COMPLETED));

  /** Which phases may follow one another, as Volcano documents it. */
  private static final Map<JobPhase, List<JobPhase>> WAYS =
      Map.of(
          JobPhase.PENDING,
          List.of(
              JobPhase.RUNNING,
              JobPhase.RESTARTING,
              JobPhase.ABORTING,
              JobPhase.TERMINATING,
              JobPhase.COMPLETING),
          JobPhase.RUNNING,
          List.of(
              JobPhase.PENDING,
              JobPhase.RESTARTING,
              JobPhase.ABORTING,
              JobPhase.TERMINATING,
              JobPhase.COMPLETING,
              JobPhase.COMPLETED,
              JobPhase.FAILED),
          JobPhase.RESTARTING,
          List.of(JobPhase.PENDING, JobPhase.FAILED),
          JobPhase.ABORTING,
          List.of(JobPhase.ABORTED),
          JobPhase.TERMINATING,
          List.of(JobPhase.TERMINATED),
          JobPhase.COMPLETING,
          List.of(JobPhase.COMPLETED));

  @RegisterExtension
  static final ClusterExtension CLUSTER = ClusterExtension.own(ClusterOptions.named("policies"));

  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  private record Case(String event, String action) {
    String name() {
      return (event + "-" + action).toLowerCase(Locale.ROOT);
    }

    boolean hasTask() {
      return !event.equals("Unknown") && !event.equals("JobUpdated");
    }

    boolean hasPod() {
      return event.startsWith("Pod");
    }

    /** Whether the event comes again by itself once the pods are made anew. */
    boolean recurs() {
      return List.of("PodFailed", "PodPending", "TaskCompleted").contains(event);
    }

    boolean doesNothing() {
      return switch (action) {
        case "ResumeJob" -> true;
        case "RestartTask" -> !hasTask();
        case "RestartPod", "RestartPartition" -> !hasPod();
        default -> false;
      };
    }
  }

  @Test
  void everyEventIsAnsweredByEveryActionAndNoPhaseIsSkipped() {
    scene.nodes(6, "16", "64Gi");
    scene.scheduler();
    JobScene jobs = new JobScene(scene);
    jobs.controllers();
    List<Case> cases = new ArrayList<>();
    for (String event : EVENTS) {
      for (String action :
          List.of(
              "RestartJob",
              "AbortJob",
              "TerminateJob",
              "CompleteJob",
              "RestartTask",
              "RestartPod",
              "RestartPartition",
              "ResumeJob")) {
        cases.add(new Case(event, action));
      }
    }
    cases.forEach(one -> jobs.submit(yaml(one)));
    Eventually.within(ENOUGH)
        .passes(() ->
            assertThat(cases)
                .allSatisfy(one ->
                    assertThat(jobs.phases(one.name())).as(one.name()).contains(JobPhase.RUNNING)));
    Map<String, String> before = uids(jobs);

    cases.forEach(one -> bringAbout(one, jobs));

    Eventually.within(ENOUGH)
        .passes(() -> cases.forEach(one -> check(one, jobs, before, uids(jobs))));
    for (Case one : cases) {
      List<JobPhase> phases = jobs.phases(one.name());
      for (int i = 1; i < phases.size(); i++) {
        assertThat(WAYS.getOrDefault(phases.get(i - 1), List.of()))
            .as("%s: %s", one.name(), phases)
            .contains(phases.get(i));
      }
    }
    System.out.println(cases.size() + " pairs of event and action");
    jobs.deleteAll();
  }

  private void check(Case one, JobScene jobs, Map<String, String> before, Map<String, String> now) {
    String name = one.name();
    List<JobPhase> phases = jobs.phases(name);
    Job job = jobs.job(name);
    String main = name + "-main-1";
    if (ENDS.containsKey(one.action())) {
      assertThat(phases).as(name).endsWith(ENDS.get(one.action()).toArray(JobPhase[]::new));
      assertThat(job.getStatus().version()).as(name).isEqualTo(1);
      assertThat(jobs.reason(name)).as(name).isEqualTo(one.event());
    } else if (one.action().equals("RestartJob")) {
      assertThat(phases).as(name).contains(JobPhase.RESTARTING);
      if (one.recurs()) {
        assertThat(phases).as(name).endsWith(JobPhase.RESTARTING, JobPhase.FAILED);
        assertThat(job.getStatus().retryCount()).as(name).isEqualTo(2);
      } else {
        assertThat(phases)
            .as(name)
            .endsWith(JobPhase.RESTARTING, JobPhase.PENDING, JobPhase.RUNNING);
        assertThat(job.getStatus().retryCount()).as(name).isEqualTo(1);
      }
    } else if (one.doesNothing()) {
      assertThat(phases).as(name).doesNotContain(JobPhase.RESTARTING, JobPhase.FAILED);
      assertThat(job.getStatus().version()).as(name).isZero();
    } else if (one.recurs()) {
      assertThat(phases).as(name).endsWith(JobPhase.RESTARTING, JobPhase.FAILED);
      assertThat(job.getStatus().retryCount()).as(name).isEqualTo(2);
      assertThat(jobs.reason(name)).as(name).isEqualTo("MaxRetryReached");
    } else {
      // A part of the pods is replaced, the rest is not.
      assertThat(phases).as(name).endsWith(JobPhase.RESTARTING, JobPhase.PENDING, JobPhase.RUNNING);
      assertThat(job.getStatus().retryCount()).as(name).isEqualTo(1);
      assertThat(job.getStatus().version()).as(name).isZero();
      assertThat(now.get(name + "-keep-0")).as(name).isEqualTo(before.get(name + "-keep-0"));
      assertThat(now.get(main)).as(name).isNotNull().isNotEqualTo(before.get(main));
    }
  }

  /** Task keep runs on; task main is the one that something happens to. */
  private static String yaml(Case one) {
    String main =
        switch (one.event()) {
          case "PodFailed" -> JobScene.template("8s", 3);
          case "TaskCompleted" -> JobScene.template("8s", 0);
          case "PodPending" ->
              JobScene.template("600s", 0)
                  .replace("spec: {", "spec: {nodeSelector: {nowhere: x}, ");
          default -> JobScene.template("600s", 0);
        };
    return """
    metadata: {name: %s}
    spec:
      minAvailable: 1
      maxRetry: 2
      policies: [{event: %s, action: %s%s}]
      tasks:
      - {name: keep, replicas: 1, minAvailable: 1, template: %s}
      - name: main
        replicas: 2
        minAvailable: 0
        maxRetry: 3
        partitionPolicy: {totalPartitions: 1, partitionSize: 2}
        template: %s
    """
        .formatted(
            one.name(),
            one.event(),
            one.action(),
            one.event().equals("PodPending") ? ", timeout: 10s" : "",
            JobScene.template("600s", 0),
            main)
        .replace("cpu: 500m", "cpu: 100m");
  }

  private void bringAbout(Case one, JobScene jobs) {
    String name = one.name();
    switch (one.event()) {
      case "PodEvicted" -> pod(name + "-main-1").withGracePeriod(0).delete();
      case "TaskFailed" ->
          pod(name + "-main-1")
              .subresource("status")
              .patch(
                  PatchContext.of(PatchType.STRATEGIC_MERGE),
                  "{\"status\":{\"containerStatuses\":[{\"name\":\"main\",\"image\":\"none\","
                      + "\"imageID\":\"\",\"ready\":true,\"restartCount\":3}]}}");
      case "Unknown" -> {
        PodGroup group =
            jobs.groups().stream()
                .filter(candidate -> candidate.getMetadata().getName().startsWith(name + "-"))
                .findFirst()
                .orElseThrow();
        scene
            .client()
            .resource(group)
            .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":{\"phase\":\"Unknown\"}}");
      }
      case "JobUpdated" -> jobs.patch(name, "/spec/priorityClassName", "\"\"");
      default -> {
        // Comes with time.
      }
    }
  }

  private PodResource pod(String name) {
    return scene.client().pods().inNamespace(scene.namespace()).withName(name);
  }

  private static Map<String, String> uids(JobScene jobs) {
    return jobs.pods().stream()
        .filter(pod -> pod.getMetadata().getAnnotations().containsKey(VolcanoNames.JOB_NAME))
        .collect(
            Collectors.toMap(
                (Pod pod) -> pod.getMetadata().getName(), pod -> pod.getMetadata().getUid()));
  }
}
