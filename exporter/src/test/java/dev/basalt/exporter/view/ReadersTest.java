package dev.basalt.exporter.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.zone.NodeZone;
import dev.basalt.cluster.convert.NodeZoneReader;
import dev.basalt.controllers.job.WrittenJob;
import dev.basalt.core.event.UserSource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadersTest {
  private static final UserSource USER = UserSource.USER_ANNOTATION;
  private final KubernetesSerialization yaml = new KubernetesSerialization();
  private final PodViewer pods = new PodViewer(Set.of("basalt"), USER);

  private SeenPod pod(String spec, String status) {
    return pods.read(
        yaml.unmarshal(
            """
            metadata:
              namespace: a
              name: p
              creationTimestamp: "1970-01-01T00:01:40Z"
              labels: {volcano.sh/job-name: job}
              annotations:
                scheduling.k8s.io/group-name: g
                volcano.sh/task-spec: worker
                basalt.dev/user: u
            spec: {containers: [{name: main, resources: {requests: {cpu: 500m}}}], %s}
            status: {%s}
            """
                .formatted(spec, status),
            Pod.class));
  }

  @Test
  void aPodThatWaits() {
    SeenPod pod =
        pod(
            "schedulerName: basalt",
            "phase: Pending, conditions: [{type: PodScheduled, status: \"False\", reason: Why}]");
    assertThat(pod.ours()).isTrue();
    assertThat(pod.waits()).isTrue();
    assertThat(pod.reason()).isEqualTo("Why");
    assertThat(pod.job()).isEqualTo("job");
    assertThat(pod.task()).isEqualTo("worker");
    assertThat(pod.group()).isEqualTo("g");
    assertThat(pod.user()).isEqualTo("u");
    assertThat(pod.createdSeconds()).isEqualTo(100);
    assertThat(pod.requests().toMap()).isEqualTo(Map.of("cpu", 500L));
  }

  @Test
  void aPodOfAnotherSchedulerOnlyCountsOnItsNode() {
    SeenPod pod = pod("schedulerName: default-scheduler, nodeName: n1", "phase: Running");
    assertThat(pod.ours()).isFalse();
    assertThat(pod.live()).isTrue();
    assertThat(pod.node()).isEqualTo("n1");
  }

  @Test
  void whenAPodWasBound() {
    SeenPod pod =
        pod(
            "schedulerName: basalt, nodeName: n1",
            "phase: Running, conditions: [{type: PodScheduled, status: \"True\","
                + " lastTransitionTime: \"1970-01-01T00:02:00Z\"}]");
    assertThat(pod.boundSeconds()).isEqualTo(120);
    assertThat(pod.reason()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          reason: Evicted | Evicted
          containerStatuses: [{state: {terminated: {exitCode: 3, reason: Error}}}] | Error
          containerStatuses: [{state: {terminated: {exitCode: 3}}}, {state: {terminated: {exitCode: 137, reason: OOMKilled}}}] | OOMKilled
          initContainerStatuses: [{state: {terminated: {exitCode: 1}}}] | Error
          containerStatuses: [{state: {running: {}}}] | ''
          """)
  void whyAPodFailed(String status, String reason) {
    SeenPod pod = pod("schedulerName: basalt, nodeName: n1", "phase: Failed, " + status);
    assertThat(pod.live()).isFalse();
    assertThat(pod.reason()).isEqualTo(reason);
  }

  @Test
  void aJob() {
    SeenJob job =
        SeenJob.read(
            yaml.unmarshal(
                """
                metadata:
                  namespace: a
                  name: job
                  uid: x
                  creationTimestamp: "1970-01-01T00:01:40Z"
                  annotations:
                    basalt.dev/zone: z
                    basalt.dev/oom-record: |
                      {"growths":3,"tasks":{"worker":{"others":{"times":0,"memory":{}},"shards":[{"of":"1-2","times":1,"memory":{"main":{"request":"2Gi"}}}]}}}
                spec:
                  queue: q
                  minSuccess: 1
                  tasks: [{name: worker, replicas: 3, template: [nonsense]}, {replicas: 2, minAvailable: 1}]
                status:
                  state: {phase: Failed, lastTransitionTime: "1970-01-01T00:05:00Z"}
                  conditions:
                  - {status: Running, lastTransitionTime: "1970-01-01T00:02:00Z"}
                  - {status: Failed, lastTransitionTime: "1970-01-01T00:05:00Z"}
                  taskStatusCount: {worker: {phase: {Failed: 1, Succeeded: 2}}}
                """,
                WrittenJob.class),
            USER);
    assertThat(job)
        .isEqualTo(
            new SeenJob(
                "a",
                "job",
                "x",
                "q",
                "a",
                "z",
                100,
                120,
                300,
                "Failed",
                5,
                4,
                1,
                Map.of("worker", Map.of("Failed", 1, "Succeeded", 2)),
                Map.of("worker", 2)));
  }

  @Test
  void aJobThatNobodyHasLookedAt() {
    SeenJob job =
        SeenJob.read(
            yaml.unmarshal("metadata: {namespace: a, name: job, uid: x}", WrittenJob.class), USER);
    assertThat(job.phase()).isEqualTo("Pending");
    assertThat(job.queue()).isEqualTo("default");
    assertThat(job.started()).isZero();
  }

  @Test
  void aGroup() {
    SeenGroup group =
        SeenGroup.read(
            yaml.unmarshal(
                """
                metadata: {namespace: a, name: g, creationTimestamp: "1970-01-01T00:01:40Z"}
                spec: {minMember: 2, queue: q}
                status:
                  phase: Inqueue
                  conditions:
                  - {type: Scheduled, status: "True", reason: tasksInGangReady}
                  - {type: Unschedulable, status: "True", reason: NotEnoughResources}
                """,
                PodGroup.class),
            USER);
    assertThat(group.waits()).isTrue();
    assertThat(group.reason()).isEqualTo("NotEnoughResources");
    assertThat(group.minMember()).isEqualTo(2);
    assertThat(group.createdSeconds()).isEqualTo(100);
  }

  @Test
  void aQueueWithoutStatusIsOpenBelowRoot() {
    SeenQueue queue =
        SeenQueue.read(
            yaml.unmarshal(
                "metadata: {name: q}\n"
                    + "spec: {capability: {cpu: 2}, guarantee: {resource: {cpu: 1}}}",
                Queue.class));
    assertThat(queue.parent()).isEqualTo("root");
    assertThat(queue.state()).isEqualTo("Open");
    assertThat(queue.capability().get("cpu")).isEqualTo(2_000);
    assertThat(queue.guarantee().get("cpu")).isEqualTo(1_000);
  }

  @Test
  void aNodeIsUsableIfItIsReadyAndNotCordoned() {
    String ready = "status: {conditions: [{type: Ready, status: \"%s\"}]}";
    assertThat(node("spec: {}\n" + ready.formatted("True")).usable()).isTrue();
    assertThat(node("spec: {}\n" + ready.formatted("Unknown")).usable()).isFalse();
    assertThat(node("spec: {unschedulable: true}\n" + ready.formatted("True")).usable()).isFalse();
  }

  private SeenNode node(String rest) {
    return SeenNode.reader().apply(yaml.unmarshal("metadata: {name: n}\n" + rest, Node.class));
  }

  @Test
  void aQuotaIsWhatIsInForce() {
    SeenQuota quota =
        SeenQuota.read(
            yaml.unmarshal(
                """
                metadata: {namespace: a, name: compute}
                spec: {hard: {requests.cpu: 10}}
                status: {hard: {requests.cpu: 8, count/jobs.batch: 5}, used: {requests.cpu: 500m}}
                """,
                ResourceQuota.class));
    assertThat(quota.limits()).isEqualTo(Map.of("requests.cpu", 8_000L, "count/jobs.batch", 5L));
    assertThat(quota.used()).isEqualTo(Map.of("requests.cpu", 500L));
  }

  @Test
  void zonesAreThoseOfTheScheduler() {
    Zones zones = new Zones();
    assertThat(zones.of(Map.of())).isEmpty();
    assertThat(zones.of(Map.of("basalt.dev/zone", "a"))).isEqualTo("a");
    zones.describe(
        "fast",
        NodeZoneReader.read(
                yaml.unmarshal(
                    "metadata: {name: fast}\nspec: {selector: {matchLabels: {disk: ssd}}}",
                    NodeZone.class))
            .selector());
    assertThat(zones.of(Map.of())).isEmpty();
    assertThat(zones.of(Map.of("disk", "ssd"))).isEqualTo("fast");
    assertThat(zones.of(Map.of("basalt.dev/zone", "a"))).isEqualTo("a");
  }
}
