package dev.basalt.cluster.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.event.Taint;
import dev.basalt.core.event.UserSource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queues, PodGroups and nodes. */
class OtherReadersTest {

  @Test
  void aQueueIsRead() {
    QueueSpec queue =
        queue(
            """
            {weight: 3, priority: 2, parent: root, reclaimable: false,
             capability: {cpu: 8}, deserved: {memory: 1Gi}, guarantee: {resource: {cpu: 500m}}}
            """,
            "{state: Closing}");
    assertThat(queue.name()).isEqualTo("research");
    assertThat(queue.weight()).isEqualTo(3);
    assertThat(queue.priority()).isEqualTo(2);
    assertThat(queue.parent()).isEqualTo("root");
    assertThat(queue.reclaimable()).isFalse();
    assertThat(queue.capability()).hasToString("{cpu=8}");
    assertThat(queue.deserved()).hasToString("{memory=1Gi}");
    assertThat(queue.guarantee()).hasToString("{cpu=500m}");
    assertThat(queue.open()).isFalse();
    assertThat(queue.createdMillis()).isEqualTo(1_700_000_000_000L);
    assertThat(queue.problem()).isNull();
  }

  @Test
  void aQueueThatSaysNothingIsOpenWithWeightOne() {
    QueueSpec queue = queue("{}", "{}");
    assertThat(queue.weight()).isEqualTo(1);
    assertThat(queue.reclaimable()).isTrue();
    assertThat(queue.open()).isTrue();
    assertThat(queue.parent()).isEmpty();
    assertThat(queue.problem()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {weight: 0} | spec.weight: 0 is not a weight; write 1 to 65535
          {weight: 70000} | spec.weight: 70000 is not a weight; write 1 to 65535
          {priority: -1} | spec.priority: -1 is negative; write 0 or more
          {capability: {cpu: "-1"}} | spec.capability.cpu: "-1" must not be negative; \
          correct the quantity
          """)
  void whatIsWrongWithAQueueIsSaid(String spec, String problem) {
    assertThat(queue(spec, "{}").problem()).isEqualTo(problem);
  }

  @Test
  void whatAQueuesAnnotationsSayIsRead() {
    QueueSpec queue =
        annotatedQueue(
            """
            {basalt.dev/max-running-jobs: "3", basalt.dev/max-pending-pods: "0",
             basalt.dev/namespaces: "team-a, ml-*"}
            """,
            "{dequeueStrategy: fifo}");
    assertThat(queue.fifo()).isTrue();
    assertThat(queue.maxRunningJobs()).isEqualTo(3);
    assertThat(queue.maxPendingPods()).isZero();
    assertThat(queue.namespaces()).containsExactly("team-a", "ml-*");
    assertThat(queue.takes("team-a")).isTrue();
    assertThat(queue.takes("ml-vision")).isTrue();
    assertThat(queue.takes("team-ab")).isFalse();
    assertThat(queue.problem()).isNull();
  }

  @Test
  void aQueueThatSaysNothingSetsNoLimits() {
    QueueSpec queue = annotatedQueue("{}", "{}");
    assertThat(queue.fifo()).isFalse();
    assertThat(queue.maxRunningJobs()).isEqualTo(QueueSpec.UNLIMITED);
    assertThat(queue.maxPendingPods()).isEqualTo(QueueSpec.UNLIMITED);
    assertThat(queue.takes("anybody")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {basalt.dev/max-running-jobs: "-1"} | metadata.annotations[basalt.dev/max-running-jobs]: \
          "-1" is not a whole number of at least 0; correct it or remove the annotation
          {basalt.dev/max-pending-pods: "many"} | metadata.annotations[basalt.dev/max-pending-pods]: \
          "many" is not a whole number of at least 0; correct it or remove the annotation
          {basalt.dev/namespaces: ""} | metadata.annotations[basalt.dev/namespaces]: \
          "" is neither a namespace nor a prefix followed by *; correct it or remove the annotation
          {basalt.dev/namespaces: "a,*b"} | metadata.annotations[basalt.dev/namespaces]: \
          "*b" is neither a namespace nor a prefix followed by *; correct it or remove the annotation
          """)
  void whatIsWrongWithAQueuesAnnotationsIsSaid(String annotations, String problem) {
    assertThat(annotatedQueue(annotations, "{}").problem()).isEqualTo(problem);
  }

  @Test
  void aPodGroupIsRead() {
    PodGroupSpec group =
        group(
            """
            {minMember: 4, minTaskMember: {worker: 3}, queue: research, priorityClassName: urgent,
             minResources: {cpu: 4}}
            """,
            "{phase: Inqueue}");
    assertThat(group.key()).isEqualTo("space/gang");
    assertThat(group.minMember()).isEqualTo(4);
    assertThat(group.minTaskMember()).containsEntry("worker", 3);
    assertThat(group.queue()).isEqualTo("research");
    assertThat(group.priorityClassName()).isEqualTo("urgent");
    assertThat(group.minResources()).hasToString("{cpu=4}");
    assertThat(group.phase()).isEqualTo(GroupPhase.INQUEUE);
    assertThat(group.unsupported()).isEmpty();
    assertThat(group.problem()).isNull();
  }

  @Test
  void aPodGroupThatSaysNothingIsPendingInTheDefaultQueue() {
    PodGroupSpec group = group("{}", "{}");
    assertThat(group.minMember()).isZero();
    assertThat(group.queue()).isEmpty();
    assertThat(group.minResources()).isNull();
    assertThat(group.phase()).isEqualTo(GroupPhase.PENDING);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {minMember: -3} | spec.minMember: -3 is negative; write 0 or more
          {minTaskMember: {worker: -1}} | spec.minTaskMember[worker]: -1 is negative; \
          write 0 or more
          {minResources: {cpu: "-2"}} | spec.minResources.cpu: "-2" must not be negative; \
          correct the quantity
          """)
  void whatIsWrongWithAPodGroupIsSaid(String spec, String problem) {
    PodGroupSpec group = group(spec, "{}");
    assertThat(group.problem()).isEqualTo(problem);
    assertThat(group.minMember()).isZero();
  }

  @Test
  void howLongItsPodsRunAndItMayWaitIsReadFromAnnotations() {
    PodGroup group = new PodGroup();
    group.setMetadata(
        new ObjectMetaBuilder()
            .withName("gang")
            .addToAnnotations("basalt.dev/running-estimate", "90s")
            .addToAnnotations("sla-waiting-time", "2h")
            .build());
    PodGroupSpec read = PodGroupReader.read(group);
    assertThat(read.estimateMillis()).isEqualTo(90_000);
    assertThat(read.slaWaitingMillis()).isEqualTo(7_200_000);
    assertThat(read.problem()).isNull();

    group.getMetadata().getAnnotations().put("volcano.sh/sla-waiting-time", "for ever");
    assertThat(PodGroupReader.read(group).problem())
        .startsWith("metadata.annotations[volcano.sh/sla-waiting-time]: \"for ever\"");
  }

  @Test
  void whatCannotBeHonouredInAPodGroupIsNamed() {
    PodGroupSpec group = group("{networkTopology: {mode: hard}}", "{}");
    assertThat(group.unsupported()).containsExactly("spec.networkTopology");
  }

  @Test
  void aNodeIsRead() {
    NodeSpec node =
        node(
            """
            {unschedulable: true, taints: [{key: a, value: b, effect: NoExecute},
             {key: c, effect: Unheard}]}
            """,
            "{capacity: {cpu: 9}, allocatable: {cpu: 7500m, memory: 1Gi, pods: 110}}");
    assertThat(node.name()).isEqualTo("node");
    assertThat(node.uid()).isEqualTo("uid");
    assertThat(node.labels()).containsEntry("zone", "a");
    assertThat(node.unschedulable()).isTrue();
    assertThat(node.taints())
        .containsExactly(
            new Taint("a", "b", Taint.Effect.NO_EXECUTE),
            new Taint("c", "", Taint.Effect.NO_SCHEDULE));
    assertThat(node.allocatable()).hasToString("{cpu=7500m, memory=1Gi, pods=110}");
    assertThat(node.problem()).isNull();
  }

  @Test
  void aNodeWithAMalformedAmountSaysSo() {
    assertThat(node("{}", "{allocatable: {cpu: lots}}").problem())
        .isEqualTo(
            "status.allocatable.cpu: \"lots\" is not a quantity such as 500m, 2 or 128Mi;"
                + " correct the quantity");
  }

  @Test
  void aNamespaceIsRead() {
    NamespaceSpec namespace =
        namespace(
            """
            {basalt.dev/quota: '{"cpu": "40", "requests.memory": "160Gi", "pods": 500}',
             basalt.dev/fair-share-weight: "2.5"}
            """);
    assertThat(namespace.name()).isEqualTo("research");
    assertThat(namespace.uid()).isEqualTo("uid");
    assertThat(namespace.quota()).hasToString("{cpu=40, memory=160Gi, pods=500}");
    assertThat(namespace.quotaProblem()).isNull();
    assertThat(namespace.fairShareWeight()).isEqualTo(2.5);
    assertThat(namespace.weightProblem()).isNull();
  }

  @Test
  void theLabelsOfANamespaceAreRead() {
    Namespace labelled =
        Serialization.unmarshal(
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: a, uid: u, labels: {team: x}}
            """,
            Namespace.class);
    assertThat(NamespaceReader.read(labelled).labels()).containsExactly(Map.entry("team", "x"));
  }

  @Test
  void aNamespaceThatSaysNothingHasNoQuotaAndWeightOne() {
    assertThat(namespace("{}")).isEqualTo(NamespaceSpec.plain("research", "uid"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cpu=40 | is not a JSON object of quantities
          null | is not a JSON object of quantities
          {"cpu": "40"} and more | is not a JSON object of quantities
          {"cpu": "many"} | .cpu: "many" is not a quantity such as 500m, 2 or 128Mi; correct
          {"cpu": "-1"} | .cpu: "-1" must not be negative; correct the quantity
          {"limits.cpu": "4"} | .limits.cpu: limits are not scheduled by; name what pods request
          {"cpu": "4", "requests.cpu": "4"} | .requests.cpu: is stated twice; remove one
          """)
  void whatIsWrongWithAQuotaIsSaid(String quota, String problem) {
    NamespaceSpec namespace = namespace("{basalt.dev/quota: '" + quota + "'}");
    assertThat(namespace.quotaProblem())
        .startsWith("metadata.annotations[basalt.dev/quota]")
        .contains(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"heavy", "0", "-1", "NaN", "Infinity"})
  void whatIsWrongWithAWeightIsSaid(String weight) {
    NamespaceSpec namespace = namespace("{basalt.dev/fair-share-weight: '" + weight + "'}");
    assertThat(namespace.weightProblem())
        .isEqualTo(
            "metadata.annotations[basalt.dev/fair-share-weight]: \""
                + weight
                + "\" is not a weight; write a number above 0 or remove the annotation");
    assertThat(namespace.fairShareWeight()).isEqualTo(1);
  }

  private static NamespaceSpec namespace(String annotations) {
    return NamespaceReader.read(
        Serialization.unmarshal(
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: research, uid: uid, annotations: %s}
            """
                .formatted(annotations),
            Namespace.class));
  }

  private static QueueSpec annotatedQueue(String annotations, String spec) {
    Queue queue =
        Serialization.unmarshal(
            """
            apiVersion: scheduling.volcano.sh/v1beta1
            kind: Queue
            metadata: {name: research, uid: uid, annotations: %s}
            spec: %s
            """
                .formatted(annotations.strip(), spec),
            Queue.class);
    return QueueReader.read(queue);
  }

  private static QueueSpec queue(String spec, String status) {
    return QueueReader.read(
        Serialization.unmarshal(
            """
            apiVersion: scheduling.volcano.sh/v1beta1
            kind: Queue
            metadata: {name: research, uid: uid, creationTimestamp: "2023-11-14T22:13:20Z"}
            spec: %s
            status: %s
            """
                .formatted(spec, status),
            Queue.class));
  }

  @Test
  void aGroupIsWhoseItsLabelOrAnnotationSays() {
    PodGroup group = new PodGroup();
    group.setMetadata(
        new ObjectMetaBuilder()
            .withName("gang")
            .withLabels(Map.of("team", "red", "empty", ""))
            .withAnnotations(Map.of("basalt.dev/user", "ann"))
            .build());
    assertThat(PodGroupReader.read(group).user()).isEqualTo("ann");
    assertThat(PodGroupReader.read(group, UserSource.parse("label:team")).user()).isEqualTo("red");
    assertThat(PodGroupReader.read(group, UserSource.parse("label:empty")).user()).isNull();
    assertThat(PodGroupReader.read(group, UserSource.parse("annotation:team")).user()).isNull();
  }

  private static PodGroupSpec group(String spec, String status) {
    return PodGroupReader.read(
        Serialization.unmarshal(
            """
            apiVersion: scheduling.volcano.sh/v1beta1
            kind: PodGroup
            metadata: {name: gang, namespace: space, uid: uid}
            spec: %s
            status: %s
            """
                .formatted(spec, status),
            PodGroup.class));
  }

  private static NodeSpec node(String spec, String status) {
    return new NodeReader(new Pools())
        .read(
            Serialization.unmarshal(
                """
                apiVersion: v1
                kind: Node
                metadata: {name: node, uid: uid, labels: {zone: a}}
                spec: %s
                status: %s
                """
                    .formatted(spec, status),
                Node.class));
  }
}
