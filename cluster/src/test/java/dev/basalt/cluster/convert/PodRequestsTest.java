package dev.basalt.cluster.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.PodSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What pods ask for: containers, sidecars, overhead, and amounts that change in place. */
class PodRequestsTest extends PodReading {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          containers are summed up | \
          containers: [{name: a, resources: {requests: {cpu: 100m, memory: 1Gi}}}, \
          {name: b, resources: {requests: {cpu: 1}}}] | {cpu=1100m, memory=1Gi}
          limits stand in for absent requests | \
          containers: [{name: a, resources: {requests: {cpu: 1}, limits: {cpu: 2, memory: 1Gi}}}] \
          | {cpu=1, memory=1Gi}
          nothing asked for | containers: [{name: a}] | {}
          the largest init container counts where it is above the sum | \
          {initContainers: [{name: i, resources: {requests: {cpu: 3, memory: 1Gi}}}, \
          {name: j, resources: {requests: {cpu: 2}}}], \
          containers: [{name: a, resources: {requests: {cpu: 1, memory: 2Gi}}}]} \
          | {cpu=3, memory=2Gi}
          a sidecar adds to the containers | \
          {initContainers: [{name: s, restartPolicy: Always, resources: {requests: {cpu: 1}}}], \
          containers: [{name: a, resources: {requests: {cpu: 2}}}]} | {cpu=3}
          an init container runs beside the sidecars before it | \
          {initContainers: [{name: s, restartPolicy: Always, resources: {requests: {cpu: 1}}}, \
          {name: i, resources: {requests: {cpu: 5}}}], \
          containers: [{name: a, resources: {requests: {cpu: 2}}}]} | {cpu=6}
          an init container does not run beside the sidecars after it | \
          {initContainers: [{name: i, resources: {requests: {cpu: 5}}}, \
          {name: s, restartPolicy: Always, resources: {requests: {cpu: 1}}}], \
          containers: [{name: a, resources: {requests: {cpu: 2}}}]} | {cpu=5}
          overhead comes on top | \
          {overhead: {cpu: 250m, memory: 128Mi}, \
          containers: [{name: a, resources: {requests: {cpu: 1}}}]} | {cpu=1250m, memory=128Mi}
          the pod's own amounts replace the sum for what they name | \
          {resources: {requests: {cpu: 4}}, containers: [{name: a, resources: \
          {requests: {cpu: 1, memory: 1Gi, nvidia.com/gpu: 1}}}]} \
          | {cpu=4, memory=1Gi, nvidia.com/gpu=1}
          the pod's own limit counts where nobody requests | \
          {resources: {limits: {cpu: 4, memory: 8Gi}}, \
          containers: [{name: a, resources: {requests: {cpu: 1}}}]} | {cpu=1, memory=8Gi}
          the pod's own amounts do not count for other resources | \
          {resources: {requests: {nvidia.com/gpu: 4}}, \
          containers: [{name: a, resources: {requests: {cpu: 1}}}]} | {cpu=1}
          overhead comes on top of the pod's own amounts | \
          {overhead: {cpu: 1}, resources: {requests: {cpu: 4}}, containers: [{name: a}]} | {cpu=5}
          sums stop at the largest number | \
          {containers: [{name: a, resources: {requests: {memory: 7E}}}, \
          {name: b, resources: {requests: {memory: 7E}}}]} | {memory=9223372036854775807}
          """)
  void requestsAreThoseOfTheKubernetesScheduler(String rule, String spec, String requests) {
    String wrapped = spec.startsWith("{") ? spec : "{" + spec + "}";
    assertThat(read("", wrapped, "").shape().requests()).hasToString(requests);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          growing: what is wanted counts before it is in force | \
          {name: a, allocatedResources: {cpu: 1}, resources: {requests: {cpu: 1}}} | Deferred | {cpu=2}
          growing in vain: what is wanted does not count | \
          {name: a, allocatedResources: {cpu: 1}, resources: {requests: {cpu: 1}}} | Infeasible \
          | {cpu=1}
          shrinking: what is in force still counts | \
          {name: a, allocatedResources: {cpu: 2}, resources: {requests: {cpu: 4}}} | Deferred | {cpu=4}
          shrinking: what is allocated still counts | \
          {name: a, allocatedResources: {cpu: 3}, resources: {requests: {cpu: 1}}} | Deferred | {cpu=3}
          a status without resources says nothing | \
          {name: a, allocatedResources: {cpu: 7}} | Deferred | {cpu=2}
          another container's status says nothing | \
          {name: other, resources: {requests: {cpu: 7}}} | Deferred | {cpu=2}
          """)
  void aContainerResizedInPlaceHoldsTheLargestAmount(
      String rule, String status, String resize, String requests) {
    PodSpec pod =
        read(
            "",
            "{containers: [{name: a, resources: {requests: {cpu: 2}}}]}",
            """
            {containerStatuses: [%s],
             conditions: [{type: PodResizePending, status: "True", reason: %s}]}
            """
                .formatted(status, resize));
    assertThat(pod.shape().requests()).hasToString(requests);
  }

  @Test
  void aPodResizedInPlaceHoldsTheLargestAmount() {
    PodSpec pod =
        read(
            "",
            "{resources: {requests: {cpu: 2, memory: 1Gi}}, containers: [{name: a}]}",
            "{resources: {requests: {cpu: 1, memory: 3Gi}}, allocatedResources: {cpu: 4}}");
    assertThat(pod.shape().requests()).hasToString("{cpu=4, memory=3Gi}");
  }
}
