package dev.basalt.cluster.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.crd.CustomResourceDefinitions;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.cluster.convert.NodeReader;
import dev.basalt.cluster.convert.PodGroupReader;
import dev.basalt.cluster.convert.PodReader;
import dev.basalt.cluster.convert.Pools;
import dev.basalt.cluster.convert.QueueReader;
import dev.basalt.core.event.ClusterEvent.PriorityClassChanged;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.port.Clock;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.TestCluster;
import dev.basalt.testkit.TestClusters;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both adapters beside each other on a real API server. */
class ClusterFeedIT {
  private static TestCluster cluster;
  private static KubernetesClient client;

  private final ClusterPicture protobuf = new ClusterPicture();
  private final ClusterPicture informers = new ClusterPicture();
  private ClusterFeed protobufFeed;
  private ClusterFeed informerFeed;

  @BeforeAll
  static void startCluster() {
    cluster =
        TestClusters.startLocal(
            ClusterOptions.named("feed").withoutControllers().withoutFakeNodes());
    client = cluster.newClient();
    for (CustomResourceDefinitions.Manifest manifest : CustomResourceDefinitions.all()) {
      CustomResourceDefinition definition =
          client
              .getKubernetesSerialization()
              .unmarshal(manifest.yaml(), CustomResourceDefinition.class);
      client.resource(definition).serverSideApply();
      client
          .resource(definition)
          .waitUntilCondition(
              read ->
                  read != null
                      && read.getStatus() != null
                      && read.getStatus().getConditions().stream()
                          .anyMatch(condition ->
                              condition.getType().equals("Established")
                                  && condition.getStatus().equals("True")),
              30,
              TimeUnit.SECONDS);
    }
  }

  @AfterAll
  static void stopCluster() {
    client.close();
    cluster.close();
  }

  @BeforeEach
  void startFeeds() {
    FeedSettings settings = FeedSettings.standard();
    protobufFeed = ClusterFeeds.create(client, settings, Clock.system());
    informerFeed =
        ClusterFeeds.create(client, settings.with(FeedSettings.Adapter.INFORMERS), Clock.system());
  }

  @AfterEach
  void stopFeeds() {
    protobufFeed.close();
    informerFeed.close();
    client.pods().inAnyNamespace().withGracePeriod(0).delete();
    for (Pod kept : client.pods().inAnyNamespace().list().getItems()) {
      client
          .resource(kept)
          .edit(pod -> pod.edit().editMetadata().withFinalizers().endMetadata().build());
    }
    client.nodes().delete();
  }

  @Test
  void objectsWithEveryFieldReadTheSame() throws InterruptedException {
    create("node.yaml");
    create("pod.yaml");
    create("pod-level.yaml");
    client.pods().inNamespace("default").withName("pod-level").delete();
    client.resource(Queue.of("research", QueueSpec.ofWeight(3))).create();
    client
        .resource(
            new PriorityClassBuilder()
                .withNewMetadata()
                .withName("urgent")
                .endMetadata()
                .withValue(1000)
                .withGlobalDefault(true)
                .build())
        .create();

    protobufFeed.start(protobuf);
    informerFeed.start(informers);

    awaitTruth();
    assertThat(protobuf.synced()).isEqualTo(1);
    assertThat(protobufFeed.status().kinds().get(Kind.POD).source()).isEqualTo("protobuf");
    assertThat(protobufFeed.status().complaints()).isEmpty();
    PodSpec pod = pod("every-field");
    assertThat(pod.problem()).isNull();
    assertThat(pod.shape().unsupported()).hasSize(7);
    assertThat(pod.shape().hostPorts()).hasSize(2);
    assertThat(pod.shape().requests().toQuantities())
        .containsEntry("cpu", "2700m")
        .containsEntry("memory", "3136Mi")
        .containsEntry("nvidia.com/gpu", "1");
    PodSpec podLevel = pod("pod-level");
    assertThat(podLevel.deleting()).isTrue();
    assertThat(podLevel.gracePeriodMillis()).isEqualTo(5000);
    assertThat(podLevel.preemptable()).isFalse();
    assertThat(podLevel.queue()).isEqualTo("production");
    assertThat(podLevel.shape().requests().toQuantities())
        .containsEntry("cpu", "3500m")
        .containsEntry("memory", "8Gi");
  }

  @Test
  void churnAndAnOutageLeaveBothEqualToTheTruth() throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      client.resource(newNode("node-" + i)).create();
    }
    for (int i = 0; i < 40; i++) {
      client.resource(newPod("early-" + i)).create();
    }
    protobufFeed.start(protobuf);
    informerFeed.start(informers);
    awaitTruth();
    churn("first", 40);
    awaitTruth();
    cluster.stopApiServer();
    cluster.startApiServer();
    churn("second", 40);
    awaitTruth();
    assertThat(protobuf.synced()).isEqualTo(1);
    assertThat(informers.synced()).isEqualTo(1);
    assertThat(protobuf.breaches()).isEmpty();
    assertThat(informers.breaches()).isEmpty();
  }

  /** Creates, binds, ends and deletes pods; replaces and changes nodes. */
  private static void churn(String prefix, int pods) {
    for (int i = 0; i < pods; i++) {
      Pod pod = client.resource(newPod(prefix + "-" + i)).create();
      if (i % 2 == 0) {
        pod.getStatus().setPhase(i % 4 == 0 ? "Running" : "Succeeded");
        client.resource(pod).updateStatus();
      }
      if (i % 5 == 0) {
        client.resource(pod).withGracePeriod(0).delete();
      }
    }
    client.nodes().withName("node-1").delete();
    client.resource(newNode("node-1")).create();
    client
        .nodes()
        .withName("node-2")
        .edit(node -> new NodeBuilder(node).editSpec().withUnschedulable(true).endSpec().build());
    client.resource(Queue.of(prefix, QueueSpec.ofWeight(2))).create();
  }

  /** A quiet point: both pictures become what a list says, and so equal. */
  private void awaitTruth() throws InterruptedException {
    Map<String, Object> truth = truth();
    protobuf.awaitSynced();
    informers.awaitSynced();
    protobuf.await("the truth " + truth.keySet(), truth::equals);
    informers.await("the truth " + truth.keySet(), truth::equals);
  }

  private static Map<String, Object> truth() {
    Map<String, Object> truth = new TreeMap<>();
    PodReader pods = new PodReader(new Pools());
    NodeReader nodes = new NodeReader(new Pools());
    for (Pod pod : client.pods().inAnyNamespace().list().getItems()) {
      truth.put("pod " + pod.getMetadata().getUid(), pods.read(pod));
    }
    for (Node node : client.nodes().list().getItems()) {
      truth.put("node " + node.getMetadata().getName(), nodes.read(node));
    }
    for (Queue queue : client.resources(Queue.class).list().getItems()) {
      truth.put("queue " + queue.getMetadata().getName(), QueueReader.read(queue));
    }
    for (PodGroup group : client.resources(PodGroup.class).inAnyNamespace().list().getItems()) {
      truth.put("group " + group.getMetadata().getName(), PodGroupReader.read(group));
    }
    for (PriorityClass read : client.scheduling().v1().priorityClasses().list().getItems()) {
      truth.put(
          "class " + read.getMetadata().getName(),
          new PriorityClassChanged(
              read.getMetadata().getName(),
              read.getValue(),
              Boolean.TRUE.equals(read.getGlobalDefault())));
    }
    return truth;
  }

  private static Node newNode(String name) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("zone", "a")
        .endMetadata()
        .withNewStatus()
        .addToAllocatable("cpu", new Quantity("8"))
        .addToAllocatable("memory", new Quantity("32Gi"))
        .endStatus()
        .build();
  }

  private static Pod newPod(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName(name)
        .addToAnnotations(VolcanoNames.GROUP_NAME, "größe-名前")
        .endMetadata()
        .withNewSpec()
        .withSchedulerName("basalt")
        .addNewContainer()
        .withName("main")
        .withImage("none")
        .withNewResources()
        .addToRequests("cpu", new Quantity("100m"))
        .endResources()
        .endContainer()
        .endSpec()
        .build();
  }

  private PodSpec pod(String name) {
    return protobuf.objects().values().stream()
        .filter(PodSpec.class::isInstance)
        .map(PodSpec.class::cast)
        .filter(pod -> pod.name().equals(name))
        .findAny()
        .orElseThrow();
  }

  private static void create(String file) {
    HasMetadata object =
        client
            .load(ClusterFeedIT.class.getResourceAsStream("/every-field/" + file))
            .items()
            .getFirst();
    client.resource(object).create();
    client.resource(object).patchStatus();
  }
}
