package dev.basalt.watchdog.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.Json;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.event.UserSource;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.watchdog.HandClock;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SightsTest {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private static final Users USERS = new Users(UserSource.USER_ANNOTATION);

  private final HandClock clock = new HandClock();

  private static Pod pod(String more) {
    return YAML.unmarshal(
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: p
          namespace: lab
          uid: u
          creationTimestamp: 2026-11-26T08:00:00Z
          labels: {volcano.sh/job-name: j}
          annotations: {volcano.sh/task-spec: main, basalt.dev/user: ada}
        """
            + more,
        Pod.class);
  }

  @Test
  void aPodThatFailedSaysWhichContainerFailedFirst() {
    PodSight pod =
        new PodSights(USERS)
            .read(
                pod(
                    """
                    spec:
                      schedulerName: basalt
                      nodeName: n
                      containers: [{name: a, resources: {requests: {cpu: 500m}}}, {name: b}]
                    status:
                      phase: Failed
                      containerStatuses:
                      - {name: a, state: {terminated: {exitCode: 1, reason: Error, finishedAt: 2026-11-26T08:00:20Z}}}
                      - {name: b, state: {terminated: {exitCode: 137, reason: OOMKilled, finishedAt: 2026-11-26T08:00:10Z}}}
                    """));
    assertThat(pod.ending()).isEqualTo(new Ending("b", "OOMKilled", 137, HandClock.START + 10_000));
    assertThat(pod.job()).isEqualTo("j");
    assertThat(pod.user()).isEqualTo("ada");
    assertThat(pod.task()).isEqualTo("main");
    assertThat(pod.requests().get("cpu")).isEqualTo(500);
    assertThat(pod.holdsRoom()).isFalse();
  }

  @Test
  void aPodThatWasEvictedFailedAsAWhole() {
    PodSight pod =
        new PodSights(USERS)
            .read(
                pod(
                    """
                    spec: {containers: [{name: a}]}
                    status:
                      phase: Failed
                      reason: Evicted
                      conditions: [{type: Ready, status: "False", lastTransitionTime: 2026-11-26T08:01:00Z}]
                    """));
    assertThat(pod.ending()).isEqualTo(new Ending("", "Evicted", 0, HandClock.START + 60_000));
  }

  @Test
  void aJobWhoseSpecIsNonsenseIsReadAllTheSame() {
    WatchedJob job =
        YAML.unmarshal(
            """
            apiVersion: batch.volcano.sh/v1alpha1
            kind: Job
            metadata:
              name: j
              namespace: lab
              uid: u
              creationTimestamp: 2026-11-26T08:00:00Z
              labels: {basalt.dev/parent: first}
              annotations: {sla-waiting-time: 5m}
            spec: {queue: q, tasks: 17}
            status: {retryCount: 2, state: {phase: Aborted, reason: PodFailed, lastTransitionTime: 2026-11-26T08:00:30Z}}
            """,
            WatchedJob.class);
    assertThat(JobSight.read(job, USERS))
        .isEqualTo(
            new JobSight(
                new ObjectKey("lab", "j"),
                "u",
                "q",
                "lab",
                JobPhase.ABORTED,
                "PodFailed",
                "",
                HandClock.START + 30_000,
                HandClock.START,
                2,
                300_000,
                "first"));
  }

  @ParameterizedTest
  @CsvSource({
    "annotation:basalt.dev/user, ada",
    "label:team, blue",
    "label:missing, lab",
    "namespace, lab"
  })
  void whoseAnObjectIsIsReadWhereTheSchedulerReadsIt(String source, String user) {
    Users users = new Users(UserSource.parse(source));
    String metadata =
        """
        metadata:
          name: x
          namespace: lab
          creationTimestamp: 2026-11-26T08:00:00Z
          labels: {team: blue}
          annotations: {basalt.dev/user: ada}
        """;
    assertThat(new PodSights(users).read(YAML.unmarshal(metadata, Pod.class)).user())
        .isEqualTo(user);
    assertThat(JobSight.read(YAML.unmarshal(metadata, WatchedJob.class), users).user())
        .isEqualTo(user);
    assertThat(GroupSight.read(YAML.unmarshal(metadata, PodGroup.class), users).user())
        .isEqualTo(user);
  }

  @Test
  void decisionsAreAwaitedForEachPodOfOurs() {
    DecisionWatch watch = new DecisionWatch(Set.of("basalt"), clock);
    ObjectKey key = new ObjectKey("lab", "p");
    PodSight waiting =
        new PodSights(USERS).read(pod("spec: {schedulerName: basalt, containers: [{name: a}]}\n"));
    PodSight stranger =
        new PodSights(USERS).read(pod("spec: {schedulerName: other, containers: [{name: a}]}\n"));
    watch.changed(new ObjectKey("lab", "o"), null, stranger);
    watch.changed(key, null, waiting);
    clock.pass(Duration.ofSeconds(40));
    assertThat(watch.now(0)).isEqualTo(new Decisions(1, Duration.ofSeconds(40).toNanos()));
    assertThat(watch.now(clock.nanos()).quietNanos())
        .as("the API server has not answered before")
        .isZero();

    PodSight told =
        new PodSights(USERS)
            .read(
                pod(
                    """
                    spec: {schedulerName: basalt, containers: [{name: a}]}
                    status:
                      phase: Pending
                      conditions: [{type: PodScheduled, status: "False", reason: Unschedulable, message: none}]
                    """));
    watch.changed(new ObjectKey("lab", "r"), null, waiting);
    watch.changed(key, waiting, told);
    assertThat(watch.now(0)).as("somebody decides").isEqualTo(new Decisions(1, 0));
    watch.changed(new ObjectKey("lab", "r"), waiting, null);
    assertThat(watch.now(0).unseen()).isZero();

    watch.changed(key, told, waiting);
    clock.pass(Duration.ofSeconds(20));
    PodSight bound =
        new PodSights(USERS)
            .read(pod("spec: {schedulerName: basalt, nodeName: n, containers: [{name: a}]}\n"));
    watch.changed(key, waiting, bound);
    watch.changed(new ObjectKey("lab", "q"), null, waiting);
    clock.pass(Duration.ofSeconds(5));
    assertThat(watch.now(0)).isEqualTo(new Decisions(1, Duration.ofSeconds(5).toNanos()));
  }

  @Test
  void aLeaseIsSilentForAsLongAsItWasSeenUnchanged() throws Exception {
    String[] body = {leases("1")};
    int[] status = {200};
    LeasePoll poll =
        new LeasePoll(
            (ApiRequest request) ->
                CompletableFuture.completedFuture(
                    new ApiResponse(status[0], body[0].getBytes(StandardCharsets.UTF_8), null)),
            "ns",
            clock);
    assertThat(poll.complaint()).isNotNull();
    poll.poll();
    assertThat(poll.complaint()).isNull();
    for (int i = 0; i < 8; i++) {
      clock.pass(Duration.ofSeconds(5));
      poll.poll();
    }
    assertThat(poll.leases())
        .isEqualTo(List.of(new LeaseSight("basalt", "me", Duration.ofSeconds(40).toNanos())));

    status[0] = 500;
    for (int i = 0; i < 8; i++) {
      clock.pass(Duration.ofSeconds(5));
      poll.poll();
    }
    assertThat(poll.complaint()).contains("leases");
    status[0] = 200;
    poll.poll();
    assertThat(poll.leases().getFirst().silentNanos())
        .as("nobody knows what happened meanwhile")
        .isZero();
    body[0] = leases("2");
    clock.pass(Duration.ofSeconds(5));
    poll.poll();
    assertThat(poll.leases().getFirst().silentNanos()).isZero();
  }

  private static String leases(String version) {
    return "{\"items\":[{\"metadata\":{\"name\":\"basalt\",\"resourceVersion\":\""
        + version
        + "\"},\"spec\":{\"holderIdentity\":\"me\"}}]}";
  }

  @Test
  void whatPodsUseIsReadWhereItIsMeasured() throws Exception {
    UsagePoll poll =
        new UsagePoll(request -> {
          boolean known = request.path().contains("/namespaces/lab/");
          JsonNode answer =
              Json.parse(
                  """
                  {"items": [{"metadata": {"name": "p"}, "containers": [
                    {"usage": {"cpu": "1500000001n", "memory": "3Mi"}}, {"usage": {"cpu": "1"}}]}]}
                  """
                      .getBytes(StandardCharsets.UTF_8));
          return CompletableFuture.completedFuture(
              new ApiResponse(known ? 200 : 404, Json.bytes(answer), null));
        });
    poll.poll(List.of("lab"));
    ResourceList used = Objects.requireNonNull(poll.of(new ObjectKey("lab", "p")));
    assertThat(used.get("cpu")).isEqualTo(2_501);
    poll.poll(List.of("elsewhere"));
    assertThat(poll.of(new ObjectKey("lab", "p"))).isNull();
  }

  @Test
  void timeGoesOnSteadilyWhateverTheWallClockDoes() {
    SteadyTime time = new SteadyTime(clock);
    clock.leap(Duration.ofHours(2));
    long last = time.now().millis();
    for (int i = 0; i < 600; i++) {
      clock.pass(Duration.ofMillis(100));
      long now = time.now().millis();
      assertThat(now - last).isBetween(95L, 105L);
      last = now;
    }
    assertThat(last - HandClock.START).isEqualTo(63_000);
    clock.leap(Duration.ofHours(-2));
    clock.pass(Duration.ofMinutes(2));
    assertThat(time.now().millis()).as("as the wall clock says").isEqualTo(clock.epochMillis());
  }
}
