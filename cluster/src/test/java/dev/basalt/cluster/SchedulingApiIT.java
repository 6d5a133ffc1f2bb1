package dev.basalt.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.DequeueStrategy;
import dev.basalt.api.scheduling.NetworkTopology;
import dev.basalt.api.scheduling.NetworkTopologyMode;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.api.scheduling.QueueStatus;
import dev.basalt.api.scheduling.SubGroupPolicy;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.TestCluster;
import dev.basalt.testkit.TestClusters;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real API server makes of our definitions and objects. */
final class SchedulingApiIT {
  private static final String API_VERSION = "scheduling.volcano.sh/v1beta1";
  private static final String NAMESPACE = "default";
  private static final Path EVERY_FIELD =
      Path.of(System.getProperty("basalt.root"), "api/src/test/resources/every-field");

  private static TestCluster cluster;
  private static KubernetesClient client;

  @BeforeAll
  static void start() {
    cluster =
        TestClusters.startLocal(
            ClusterOptions.named("scheduling-api").withoutControllers().withoutFakeNodes());
    client = cluster.newClient();
    Definitions.establish(client);
  }

  @AfterAll
  static void stop() {
    client.close();
    cluster.close();
  }

  @Test
  void a_pod_group_with_every_field_set_comes_back_as_it_was_sent() throws IOException {
    PodGroup sent = everyField("podgroup.yaml", PodGroup.class);

    client.resource(sent).create();
    PodGroup read = client.resource(sent).get();

    assertThat(read.getSpec()).isEqualTo(sent.getSpec());
    assertThat(read.getStatus()).isEqualTo(sent.getStatus());
  }

  @Test
  void a_queue_with_every_field_set_comes_back_as_it_was_sent() throws IOException {
    Queue sent = everyField("queue.yaml", Queue.class);

    client.resource(sent).create();
    client.resource(sent).patchStatus();
    Queue read = client.resource(sent).get();

    assertThat(read.getSpec()).isEqualTo(sent.getSpec());
    assertThat(read.getStatus()).isEqualTo(sent.getStatus());
  }

  @Test
  void the_api_server_fills_in_what_a_queue_leaves_out() {
    create("Queue", "defaults", "{}", "{}");

    QueueSpec spec = client.resources(Queue.class).withName("defaults").get().getSpec();

    assertThat(spec.weight()).isEqualTo(1);
    assertThat(spec.dequeueStrategy()).isEqualTo(DequeueStrategy.TRAVERSE);
    assertThat(spec.parent()).isNull();
    assertThat(spec.reclaimable()).isNull();
  }

  @Test
  void the_api_server_fills_in_what_a_pod_group_leaves_out() {
    create("PodGroup", "defaults", "{networkTopology: {}, subGroupPolicy: [{name: one}]}", "{}");

    PodGroupSpec spec =
        client
            .resources(PodGroup.class)
            .inNamespace(NAMESPACE)
            .withName("defaults")
            .get()
            .getSpec();

    assertThat(spec.queue()).isEqualTo(VolcanoNames.DEFAULT_QUEUE);
    assertThat(spec.networkTopology())
        .isEqualTo(new NetworkTopology(NetworkTopologyMode.HARD, null, null));
    assertThat(spec.subGroupPolicy())
        .containsExactly(new SubGroupPolicy("one", null, 1, 0, null, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Queue | {weight: 0} | {} | spec.weight
          Queue | {weight: 65536} | {} | spec.weight
          Queue | {priority: -1} | {} | spec.priority
          Queue | {priority: 3000000000} | {} | spec.priority
          Queue | {parent: Not_A_Name} | {} | spec.parent
          Queue | {dequeueStrategy: lottery} | {} | spec.dequeueStrategy
          Queue | {capability: {cpu: many}} | {} | spec.capability.cpu
          Queue | {capability: {cpu: -1}} | {} | spec.capability.cpu
          Queue | {deserved: {cpu: "-1"}} | {} | spec.deserved.cpu
          Queue | {guarantee: {resource: {memory: 1gb}}} | {} | spec.guarantee.resource.memory
          PodGroup | {minMember: -1} | {} | spec.minMember
          PodGroup | {minMember: all} | {} | spec.minMember
          PodGroup | {minTaskMember: {worker: -1}} | {} | spec.minTaskMember.worker
          PodGroup | {queue: Not_A_Name} | {} | spec.queue
          PodGroup | {minResources: {memory: 1e3.5}} | {} | spec.minResources.memory
          PodGroup | {networkTopology: {mode: maybe}} | {} | spec.networkTopology.mode
          PodGroup | {networkTopology: {highestTierAllowed: 1, highestTierName: rack}} | {} \
          | spec.networkTopology
          PodGroup | {subGroupPolicy: [{subGroupSize: 0}]} | {} | spec.subGroupPolicy[0].subGroupSize
          PodGroup | {} | {phase: Dreaming} | status.phase
          PodGroup | {} | {running: -1} | status.running
          PodGroup | {} | {conditions: [{lastTransitionTime: yesterday}]} \
          | status.conditions[0].lastTransitionTime
          """)
  void the_api_server_refuses_a_bad_value_and_names_its_field(
      String kind, String spec, String status, String field) {
    assertThatThrownBy(() -> create(kind, "bad", spec, status))
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            refusal -> {
              assertThat(refusal.getCode()).isEqualTo(422);
              assertThat(refusal.getMessage()).contains(field);
            });
  }

  @Test
  void a_pod_group_is_written_whole_with_its_status() throws IOException {
    PodGroup changed = everyField("podgroup.yaml", PodGroup.class);
    changed.getMetadata().setName("written-whole");
    PodGroup created = PodGroup.of(NAMESPACE, "written-whole", PodGroupSpec.ofGang("research", 2));
    client.resource(created).create();

    client.resource(changed).update();
    PodGroup read = client.resource(changed).get();

    assertThat(read.getSpec()).isEqualTo(changed.getSpec());
    assertThat(read.getStatus()).isEqualTo(changed.getStatus());
    assertThatThrownBy(() -> client.resource(changed).updateStatus())
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            refusal -> assertThat(refusal.getCode()).isEqualTo(404));
  }

  @Test
  void the_status_of_a_queue_is_written_on_its_own_only() throws IOException {
    QueueStatus status = everyField("queue.yaml", Queue.class).getStatus();
    Queue queue = Queue.of("written-apart", QueueSpec.ofWeight(2));
    queue.setStatus(status);

    client.resource(queue).create();
    assertThat(client.resource(queue).get().getStatus()).isNull();

    queue.setSpec(QueueSpec.ofWeight(9));
    client.resource(queue).updateStatus();
    Queue read = client.resource(queue).get();
    assertThat(read.getStatus()).isEqualTo(status);
    assertThat(read.getSpec().weight()).isEqualTo(2);
  }

  @Test
  void clients_find_the_kinds_by_their_short_names() {
    List<APIResource> resources = client.getApiResources(API_VERSION).getResources();

    assertThat(resources)
        .extracting(APIResource::getName)
        .containsExactlyInAnyOrder("queues", "queues/status", "podgroups");
    assertThat(resources)
        .filteredOn(resource -> resource.getName().equals("queues"))
        .singleElement()
        .satisfies(queues -> {
          assertThat(queues.getNamespaced()).isFalse();
          assertThat(queues.getShortNames()).containsExactly("q", "queue-v1beta1");
        });
    assertThat(resources)
        .filteredOn(resource -> resource.getName().equals("podgroups"))
        .singleElement()
        .satisfies(groups -> {
          assertThat(groups.getNamespaced()).isTrue();
          assertThat(groups.getShortNames()).containsExactly("pg", "podgroup-v1beta1");
        });
  }

  private static <T> T everyField(String file, Class<T> kind) throws IOException {
    String yaml = Files.readString(EVERY_FIELD.resolve(file));
    return client.getKubernetesSerialization().unmarshal(yaml, kind);
  }

  /** Creates an object as a person might write it, without our types in between. */
  private static void create(String kind, String name, String spec, String status) {
    String yaml =
        """
        apiVersion: %s
        kind: %s
        metadata: {name: %s}
        spec: %s
        status: %s
        """
            .formatted(API_VERSION, kind, name, spec, status);
    GenericKubernetesResource object =
        client.getKubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class);
    if (kind.equals("PodGroup")) {
      object.getMetadata().setNamespace(NAMESPACE);
    }
    client.resource(object).create();
  }
}
