package dev.basalt.cluster.feed.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodObjectSkimmerTest {
  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: sweep-main-3
        namespace: team
        uid: u7
        resourceVersion: "17"
        creationTimestamp: "2026-11-26T09:00:00Z"
        deletionTimestamp: "2026-11-26T09:30:00Z"
        labels: {app: x}
        annotations: {volcano.sh/job-version: "2"}
        ownerReferences:
        - {apiVersion: batch.volcano.sh/v1alpha1, kind: Job, name: sweep, uid: u1, controller: true}
      spec:
        schedulerName: basalt
        nodeName: n1
        priorityClassName: high
        overhead: {memory: 1Mi}
        initContainers:
        - {name: side, restartPolicy: Always, resources: {limits: {memory: 2Mi}}}
        containers:
        - {name: main, resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 64Mi}}}
      status:
        phase: Failed
        reason: Evicted
        message: the node is full
        startTime: "2026-11-26T09:01:00Z"
        conditions:
        - {type: Ready, status: "False", lastTransitionTime: "2026-11-26T09:20:00Z", reason: R}
        initContainerStatuses:
        - {name: side, ready: true, restartCount: 0}
        containerStatuses:
        - name: main
          ready: false
          restartCount: 4
          state:
            terminated: {exitCode: 137, reason: OOMKilled, finishedAt: "2026-11-26T09:20:00Z"}
          lastState:
            terminated: {exitCode: 3, reason: Error, finishedAt: "2026-11-26T09:10:00Z"}
      """;

  private final PodObjectSkimmer skimmer = new PodObjectSkimmer();

  @Test
  void whatControllersReadIsTheSameAsInJson() {
    Pod pod = Serialization.unmarshal(POD, Pod.class);
    Pod read = skim(pod);

    assertThat(read.getMetadata()).isEqualTo(pod.getMetadata());
    assertThat(read.getStatus()).isEqualTo(pod.getStatus());
    assertThat(read.getSpec().getContainers()).isEqualTo(pod.getSpec().getContainers());
    assertThat(read.getSpec().getInitContainers()).isEqualTo(pod.getSpec().getInitContainers());
    assertThat(read.getSpec().getOverhead()).isEqualTo(pod.getSpec().getOverhead());
    assertThat(read.getSpec().getSchedulerName()).isEqualTo("basalt");
    assertThat(read.getSpec().getNodeName()).isEqualTo("n1");
    assertThat(read.getSpec().getPriorityClassName()).isEqualTo("high");
    assertThat(skimmer.resourceVersion()).isEqualTo("17");
    assertThat(skimmer.endsInitialEvents()).isFalse();
  }

  @Test
  void onePodLeavesNothingInTheNext() {
    Pod full = Serialization.unmarshal(POD, Pod.class);
    skim(full);
    Pod bare =
        skim(
            Serialization.unmarshal(
                "apiVersion: v1\nkind: Pod\nmetadata: {name: bare, namespace: team}", Pod.class));

    assertThat(bare.getMetadata().getLabels()).isEmpty();
    assertThat(bare.getMetadata().getOwnerReferences()).isEmpty();
    assertThat(bare.getMetadata().getDeletionTimestamp()).isNull();
    assertThat(bare.getStatus().getContainerStatuses()).isEmpty();
    assertThat(bare.getSpec().getContainers()).isEmpty();
    assertThat(skimmer.resourceVersion()).isEmpty();
  }

  @Test
  void whateverIsInAPodItsContainersAndLabelsAreRead() {
    for (int seed = 0; seed < 2_000; seed++) {
      Pod pod = new RandomObjects(seed).pod(seed);
      if (malformed(pod)) {
        continue;
      }
      Pod read = skim(pod);
      assertThat(names(read.getSpec().getContainers()))
          .as("seed " + seed)
          .isEqualTo(names(pod.getSpec().getContainers()));
      assertThat(read.getMetadata().getName()).isEqualTo(pod.getMetadata().getName());
      assertThat(read.getMetadata().getUid()).isEqualTo(pod.getMetadata().getUid());
      if (pod.getMetadata().getLabels() != null) {
        assertThat(read.getMetadata().getLabels()).isEqualTo(pod.getMetadata().getLabels());
      }
    }
  }

  /** The API server takes no amount that is none. */
  private static boolean malformed(Pod pod) {
    try {
      byte[] bytes = ProtoObjects.pod(pod);
      new PodObjectSkimmer().skim(bytes, 0, bytes.length);
      return false;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  private static List<String> names(List<Container> containers) {
    return containers.stream().map(Container::getName).toList();
  }

  private Pod skim(Pod pod) {
    byte[] bytes = ProtoObjects.pod(pod);
    return skimmer.skim(bytes, 0, bytes.length);
  }
}
