package dev.basalt.cluster.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.core.event.ClaimUse;
import dev.basalt.core.event.HostPort;
import dev.basalt.core.event.NodeAffinity;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.event.RunTime;
import dev.basalt.core.event.Taint;
import dev.basalt.core.event.Toleration;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodReaderTest extends PodReading {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {resourceClaims: [{name: gpu}]} | spec.resourceClaims
          {schedulingGroup: {podGroupName: gang}} | spec.schedulingGroup
          {volumes: [{name: a, emptyDir: {}}, {name: b, persistentVolumeClaim: {claimName: c}}]} | ''
          {volumes: [{name: a, configMap: {name: c}}]} | ''
          {tolerations: [{key: a, operator: Gt, value: "3"}]} | spec.tolerations[0]
          """)
  void aFieldThatCannotBeHonouredIsNamedByItsPath(String spec, String path) {
    List<String> expected = path.isEmpty() ? List.of() : List.of(path);
    assertThat(read("", spec, "").shape().unsupported()).isEqualTo(expected);
  }

  @Test
  void claimsAreNamedWithTheirNamespaceAndThoseMadeForThePodWithItsUid() {
    PodSpec pod =
        read(
            "",
            """
            {volumes: [{name: a, emptyDir: {}}, {name: b, ephemeral: {}},
             {name: c, persistentVolumeClaim: {claimName: data}}]}
            """,
            "");
    assertThat(pod.shape().claims())
        .containsExactly(
            new ClaimUse(pod.namespace() + "/data", null),
            new ClaimUse(pod.namespace() + "/" + pod.name() + "-b", pod.uid()));
    assertThat(read("", "{volumes: [{name: a, hostPath: {path: /}}]}", "").shape().claims())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "single-numa-node, metadata.annotations[volcano.sh/numa-topology-policy]",
    "none, ''",
    "'', ''"
  })
  void aNumaPolicyCannotBeHonoured(String policy, String path) {
    PodSpec pod = read("volcano.sh/numa-topology-policy: '" + policy + "'", "{}", "");
    assertThat(String.join(",", pod.shape().unsupported())).isEqualTo(path);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          volcano.sh/task-priority: high | {} | metadata.annotations[volcano.sh/task-priority]: \
          "high" is not a whole number; correct or remove the annotation
          scheduling.volcano.sh/group-min-member: '-2' | {} \
          | metadata.annotations[scheduling.volcano.sh/group-min-member]: \
          "-2" is not a whole number of at least 1; correct or remove the annotation
          scheduling.volcano.sh/group-min-resources: '{"cpu": "two"}' | {} \
          | metadata.annotations[scheduling.volcano.sh/group-min-resources].cpu: \
          "two" is not a quantity such as 500m, 2 or 128Mi; correct the quantity
          scheduling.volcano.sh/group-min-resources: 'two' | {} \
          | metadata.annotations[scheduling.volcano.sh/group-min-resources]: \
          is not a JSON object of quantities; write one such as {"cpu": "2"}
          a: b | {containers: [{name: a}, {name: b, resources: {requests: {cpu: lots}}}]} \
          | spec.containers[1].resources.requests.cpu: \
          "lots" is not a quantity such as 500m, 2 or 128Mi; correct the quantity
          a: b | {initContainers: [{name: a, resources: {limits: {memory: "-1"}}}]} \
          | spec.initContainers[0].resources.limits.memory: \
          "-1" must not be negative; correct the quantity
          a: b | {overhead: {cpu: lots}} | spec.overhead.cpu: \
          "lots" is not a quantity such as 500m, 2 or 128Mi; correct the quantity
          a: b | {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: \
          {nodeSelectorTerms: [{matchExpressions: [{key: zone, operator: Near}]}]}}}} \
          | spec.affinity.nodeAffinity: operator "Near" of key zone is not known; \
          use In, NotIn, Exists, DoesNotExist, Gt or Lt
          """)
  void whatIsWrongIsSaidWithFieldAndRemedy(String annotation, String spec, String problem) {
    assertThat(read(annotation, spec, "").problem()).isEqualTo(problem);
  }

  @Test
  void annotationsPlaceThePodInGroupQueueAndTask() {
    PodSpec pod =
        read(
            """
            scheduling.k8s.io/group-name: gang
                scheduling.volcano.sh/group-name: ignored
                scheduling.volcano.sh/queue-name: research
                scheduling.volcano.sh/group-min-member: "3"
                scheduling.volcano.sh/group-min-resources: '{"cpu": 3, "memory": "1Gi"}'
                volcano.sh/task-spec: worker
                volcano.sh/task-priority: "-5"
            """,
            "{priority: 1000}",
            "");
    assertThat(pod.podGroup()).isEqualTo("gang");
    assertThat(pod.queue()).isEqualTo("research");
    assertThat(pod.taskName()).isEqualTo("worker");
    assertThat(pod.taskPriority()).isEqualTo(-5);
    assertThat(pod.priority()).isEqualTo(1000);
    assertThat(pod.problem()).isNull();
  }

  @Test
  void aBarePodBelongsNowhere() {
    PodSpec pod = read("a: b", "{schedulerName: basalt}", "");
    assertThat(pod.podGroup()).isNull();
    assertThat(pod.queue()).isNull();
    assertThat(pod.taskName()).isEmpty();
    assertThat(pod.taskPriority()).isNull();
    assertThat(pod.nodeName()).isNull();
    assertThat(pod.schedulerName()).isEqualTo("basalt");
    assertThat(pod.phase()).isEqualTo(PodPhase.PENDING);
    assertThat(pod.gracePeriodMillis()).isEqualTo(30_000);
    assertThat(pod.gated()).isFalse();
    assertThat(pod.deleting()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"'true', true", "'T', true", "'1', true", "'false', false", "'perhaps', false"})
  void aPodIsPreemptableUnlessItSaysOtherwise(String value, boolean preemptable) {
    assertThat(read("a: b", "{}", "").preemptable()).isTrue();
    assertThat(read("volcano.sh/preemptable: '" + value + "'", "{}", "").preemptable())
        .isEqualTo(preemptable);
  }

  @Test
  void aPodMayAskToBeSparedForAWhile() {
    assertThat(read("volcano.sh/cooldown-time: 10m", "{}", "").cooldownMillis()).isEqualTo(600_000);
    assertThat(read("a: b", "{}", "").cooldownMillis()).isZero();
    PodSpec odd = read("volcano.sh/cooldown-time: soon", "{}", "");
    assertThat(odd.cooldownMillis()).isZero();
    assertThat(odd.problem())
        .isEqualTo(
            "metadata.annotations[volcano.sh/cooldown-time]: \"soon\" is not a duration; write one"
                + " such as 10m or remove it");
  }

  @Test
  void labelsAreKeptAndSharedWithOtherPods() {
    Pod pod = pod("a: b", "{}", "");
    pod.getMetadata().setLabels(Map.of("app", "web", "volcano.sh/cooldown-time", "1s"));
    PodSpec first = reader.read(pod);
    PodSpec second = reader.read(pod);

    assertThat(first.labels()).isEqualTo(Map.of("app", "web", "volcano.sh/cooldown-time", "1s"));
    assertThat(second.labels()).isSameAs(first.labels());
    assertThat(first.cooldownMillis()).isEqualTo(1000);
  }

  @Test
  void portsOnTheHostAreThoseOfContainersAndSidecars() {
    PodSpec pod =
        read(
            "",
            """
            {initContainers: [{name: i, ports: [{containerPort: 1, hostPort: 1}]},
              {name: s, restartPolicy: Always, ports: [{containerPort: 2, hostPort: 12}]}],
             containers: [{name: a, ports: [{containerPort: 3},
              {containerPort: 4, hostPort: 14, protocol: UDP, hostIP: 10.0.0.1}]}]}
            """,
            "");
    assertThat(pod.shape().hostPorts())
        .containsExactly(new HostPort(14, "UDP", "10.0.0.1"), new HostPort(12, "TCP", "0.0.0.0"));
  }

  @Test
  void aPodOnTheHostsNetworkTakesAllItsPorts() {
    PodSpec pod =
        read("", "{hostNetwork: true, containers: [{name: a, ports: [{containerPort: 3}]}]}", "");
    assertThat(pod.shape().hostPorts()).containsExactly(new HostPort(3, "TCP", "0.0.0.0"));
  }

  @Test
  void constraintsOnNodesAreRead() {
    PodSpec pod =
        read(
            "",
            """
            {nodeSelector: {zone: a},
             tolerations: [{key: k, value: v, effect: NoExecute}, {operator: Exists}],
             affinity: {nodeAffinity: {
               requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [
                 {matchExpressions: [{key: zone, operator: In, values: [a, b]}],
                  matchFields: [{key: metadata.name, operator: NotIn, values: [n]}]}]},
               preferredDuringSchedulingIgnoredDuringExecution: [
                 {weight: 7, preference: {matchExpressions: [{key: gpu, operator: Exists}]}}]}}}
            """,
            "");
    assertThat(pod.shape().nodeSelector()).containsEntry("zone", "a");
    assertThat(pod.shape().tolerations())
        .containsExactly(
            new Toleration("k", false, "v", Taint.Effect.NO_EXECUTE),
            new Toleration("", true, "", null));
    assertThat(pod.shape().affinity())
        .isEqualTo(
            new NodeAffinity(
                List.of(
                    new NodeAffinity.Term(
                        List.of(expression("zone", NodeAffinity.Operator.IN, "a", "b")),
                        List.of(expression("metadata.name", NodeAffinity.Operator.NOT_IN, "n")))),
                List.of(
                    new NodeAffinity.Preference(
                        7,
                        new NodeAffinity.Term(
                            List.of(expression("gpu", NodeAffinity.Operator.EXISTS)),
                            List.of())))));
  }

  @Test
  void aRequirementWithoutTermsMatchesNoNode() {
    PodSpec pod =
        read(
            "",
            """
            {affinity: {nodeAffinity:
              {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: []}}}}
            """,
            "");
    assertThat(pod.shape().affinity().required())
        .containsExactly(new NodeAffinity.Term(List.of(), List.of()));
  }

  @Test
  void theEndOfAPodIsRead() {
    Pod pod =
        pod("a: b", "{terminationGracePeriodSeconds: 60}", "{phase: Failed, reason: OutOfcpu}");
    pod.getMetadata().setDeletionTimestamp("2026-11-21T05:00:00Z");
    PodSpec read = reader.read(pod);
    assertThat(read.phase()).isEqualTo(PodPhase.FAILED);
    assertThat(read.statusReason()).isEqualTo("OutOfcpu");
    assertThat(read.deleting()).isTrue();
    assertThat(read.gracePeriodMillis()).isEqualTo(60_000);
    pod.getMetadata().setDeletionGracePeriodSeconds(5L);
    assertThat(reader.read(pod).gracePeriodMillis()).isEqualTo(5_000);
  }

  @Test
  void anEmptyObjectIsNoReasonToFail() {
    assertThat(reader.read(new Pod()).problem()).isNull();
  }

  @Test
  void podsOfOneTemplateShareTheirShape() {
    String spec = "{containers: [{name: a, resources: {requests: {cpu: 1}}}]}";
    assertThat(read("", spec, "").shape()).isSameAs(read("", spec, "").shape());
  }

  @Test
  void howLongItRunsIsReadFromItsAnnotationAndDeadline() {
    PodSpec pod =
        read(
            "basalt.dev/running-estimate: 1h30m",
            "{activeDeadlineSeconds: 7200}",
            "{startTime: \"2026-11-21T05:00:00Z\"}");
    assertThat(pod.runTime()).isEqualTo(new RunTime(5_400_000, 7_200_000, "pod"));
    assertThat(pod.startedMillis()).isEqualTo(Instant.parse("2026-11-21T05:00:00Z").toEpochMilli());
    assertThat(pod.problem()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "0", "-3s", "1.5", "\"\""})
  void anEstimateThatCannotBeReadIsSaid(String text) {
    assertThat(read("basalt.dev/running-estimate: " + text, "{}", "").problem())
        .startsWith("metadata.annotations[basalt.dev/running-estimate]: ")
        .endsWith(
            "is not a duration above 0; write one such as 90s or 1h30m, or remove the annotation");
  }

  @Test
  void whatItWasMadeFromIsItsJobItsOwnerOrTheStemOfItsName() {
    Pod pod = pod("", "{}", "");
    pod.getMetadata().setName("train-7d9f8b6c5d-x7k2p");
    assertThat(reader.read(pod).runTime().template()).isEqualTo("train");
    pod.getMetadata()
        .setOwnerReferences(
            List.of(new OwnerReferenceBuilder().withName("nightly-28912345").build()));
    assertThat(reader.read(pod).runTime().template()).isEqualTo("nightly");
    pod.getMetadata().setLabels(Map.of("volcano.sh/job-name", "learn-3"));
    assertThat(reader.read(pod).runTime().template()).isEqualTo("learn");
  }

  @Test
  void aPodThatStartsTogetherWithOthersWaitsForTheGroupThatIsMadeForThem() {
    Pod pod = pod("", "{}", "");
    pod.getMetadata()
        .setOwnerReferences(
            List.of(new OwnerReferenceBuilder().withUid("u1").withController(true).build()));
    assertThat(reader.read(pod).podGroup()).isNull();
    pod.getMetadata().setAnnotations(Map.of(VolcanoNames.GROUP_MIN_MEMBER, "1"));
    assertThat(reader.read(pod).podGroup()).isNull();
    pod.getMetadata().setAnnotations(Map.of(VolcanoNames.GROUP_MIN_MEMBER, "4"));
    assertThat(reader.read(pod).podGroup()).isEqualTo("podgroup-u1");
    pod.getMetadata()
        .setAnnotations(
            Map.of(VolcanoNames.GROUP_MIN_MEMBER, "4", VolcanoNames.GROUP_NAME, "mine"));
    assertThat(reader.read(pod).podGroup()).isEqualTo("mine");
    pod.getMetadata().setAnnotations(Map.of(VolcanoNames.GROUP_MIN_MEMBER, "4"));
    pod.getMetadata().getOwnerReferences().getFirst().setController(null);
    assertThat(reader.read(pod).podGroup()).isNull();
  }

  private static NodeAffinity.Expression expression(
      String key, NodeAffinity.Operator operator, String... values) {
    return new NodeAffinity.Expression(key, operator, List.of(values));
  }
}
