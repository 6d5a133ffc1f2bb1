package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.cluster.http.ApiClient;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.Json;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.controllers.runtime.ControllerHost;
import dev.basalt.controllers.runtime.PublishedNotices;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.junit.ClusterExtension;
import dev.basalt.watchdog.capability.CapabilityKeeper;
import dev.basalt.watchdog.capability.CapabilityOptions;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Queues whose capability follows the nodes of a zone that no other test uses. */
class CapabilityIT {
  private static final Duration PROMISED = Duration.ofSeconds(10);
  private static final Eventually SOON = Eventually.within(Scene.SOON);

  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void capabilityFollowsTheNodesAndWhatOthersSetIsLeftAlone() {
    List<String> nodes = nodes(3);
    String one = queue("one", 1, "weight");
    String two = queue("two", 2, "weight");
    String manual = queue("manual", 3, "manual");
    String faulty = queue("faulty", 3, "wieght");
    CapabilityKeeper keeper = keeper(CapabilityOptions.standard());
    awaitCpu(one, "4");
    awaitCpu(two, "8");
    assertThat(queue(two).get().getSpec().weight()).isEqualTo(2);

    Instant removed = Instant.now();
    remove(nodes.get(2));
    awaitCpu(two, "5333m");
    awaitCpu(one, "2667m");
    Duration lowered = changedAfter(removed, one, two);
    assertThat(lowered).as("lowered after a node was removed").isLessThanOrEqualTo(PROMISED);
    awaitEvent(two, CapabilityKeeper.CHANGED, "cpu 8 -> 5333m", nodes.get(2) + " removed");

    Instant added = Instant.now();
    nodes(1);
    awaitCpu(two, "8");
    awaitCpu(one, "4");
    Duration raised = changedAfter(added, one, two);
    assertThat(raised).as("raised after a node was added").isLessThanOrEqualTo(PROMISED);
    System.out.printf(
        "capability lowered %.1f s after a node was removed, raised %.1f s after one was added%n",
        lowered.toMillis() / 1e3, raised.toMillis() / 1e3);

    patch(two, "{\"spec\":{\"capability\":{\"cpu\":\"7\"}}}");
    cordon(nodes.get(1));
    awaitCpu(one, "2667m");
    awaitEvent(one, CapabilityKeeper.CHANGED, nodes.get(1) + " cordoned", "cpu 4 -> 2667m");
    awaitEvent(two, CapabilityKeeper.LEFT_ALONE, "manual", "is left alone");
    assertThat(cpu(two)).isEqualTo("7");

    patch(two, "{\"spec\":{\"capability\":null}}");
    awaitCpu(two, "5333m");
    awaitEvent(faulty, CapabilityKeeper.MISCONFIGURED, BasaltNames.CAPABILITY, "\"wieght\"");
    assertThat(cpu(manual)).isEqualTo("none");
    assertThat(cpu(faulty)).isEqualTo("none");
    keeper.refreshMetrics();
    assertThat(
            registry
                .get("basalt.queue.capability.target")
                .tags("queue", two, "resource", "cpu")
                .gauge()
                .value())
        .isEqualTo(5.333);
  }

  @Test
  void aDryRunWritesNothing() {
    nodes(2);
    String dry = queue("dry", 1, "50%");
    keeper(CapabilityOptions.standard().withDryRun());

    awaitEvent(dry, CapabilityKeeper.WOULD_CHANGE, "cpu no limit -> 4", "there was none");
    nodes(2);
    awaitEvent(dry, CapabilityKeeper.WOULD_CHANGE, "cpu 4 -> 8", "added");
    assertThat(cpu(dry)).isEqualTo("none");
  }

  @Test
  void aQueueThatIsGoneIsNotMadeAgain() throws Exception {
    String gone = queue("gone", 1, "manual");
    String uid = queue(gone).get().getMetadata().getUid();
    queue(gone).delete();
    SOON.passes(() -> assertThat(queue(gone).get()).isNull());
    ObjectNode wanted =
        Json.object().put("apiVersion", "scheduling.volcano.sh/v1beta1").put("kind", "Queue");
    wanted.putObject("spec").put("weight", 1);

    ApiResponse response =
        new Writer(client(), Fence.none(), Clock.system())
            .apply("/apis/scheduling.volcano.sh/v1beta1/queues/" + gone, "somebody", uid, wanted);

    assertThat(response.status()).isEqualTo(409);
    assertThat(queue(gone).get()).isNull();
  }

  /**
   * How long after a time the last of these queues got the capability that it has, by the API
   * server's stamps, which are of whole seconds: however late this thread sees it.
   */
  private Duration changedAfter(Instant start, String... queues) {
    Instant last = start;
    for (String name : queues) {
      for (ManagedFieldsEntry entry : queue(name).require().getMetadata().getManagedFields()) {
        Instant time = Instant.parse(entry.getTime());
        if (entry.getFieldsV1().toString().contains("f:capability") && time.isAfter(last)) {
          last = time;
        }
      }
    }
    assertThat(last).as("somebody wrote a capability after that").isAfter(start);
    return Duration.between(start, last);
  }

  private CapabilityKeeper keeper(CapabilityOptions options) {
    ExecutorService informers = scene.closing(Executors.newVirtualThreadPerTaskExecutor());
    ApiClient client = client();
    CapabilityKeeper keeper =
        new CapabilityKeeper(
            client.kubernetes(),
            new Writer(client, Fence.none(), Clock.system()),
            scene.closing(
                new PublishedNotices(client, Clock.system(), Fence.none(), "basalt-watchdog")),
            options,
            registry,
            Clock.system(),
            informers);
    ControllerHost host =
        scene.closing(new ControllerHost(keeper.mirrors(), List.of(keeper.controller())));
    keeper.startMirrors();
    host.start();
    host.lead(true);
    return keeper;
  }

  private ApiClient client() {
    return scene.closing(
        ApiClient.open(ApiAccess.kubeconfig(scene.cluster().kubeconfig()), "basalt-watchdog"));
  }

  private List<String> nodes(int count) {
    return scene.nodes(
        count, NodeShape.of("4", "16Gi", 110).withLabel(BasaltNames.ZONE, scene.namespace()));
  }

  private void remove(String node) {
    scene.client().nodes().withName(node).withGracePeriod(0).delete();
  }

  private void cordon(String node) {
    scene
        .client()
        .nodes()
        .withName(node)
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"unschedulable\":true}}");
  }

  private String queue(String name, int weight, String rule) {
    String unique = scene.namespace() + "-" + name;
    Queue queue = Queue.of(unique, QueueSpec.ofWeight(weight));
    queue
        .getMetadata()
        .setAnnotations(
            new HashMap<>(
                Map.of(
                    BasaltNames.CAPABILITY,
                    rule,
                    BasaltNames.CAPABILITY_ZONES,
                    scene.namespace())));
    scene.client().resource(queue).create();
    scene.closing((AutoCloseable) () -> queue(unique).delete());
    return unique;
  }

  private Resource<Queue> queue(String name) {
    return scene.client().resources(Queue.class).withName(name);
  }

  private void patch(String name, String patch) {
    queue(name).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  private String cpu(String name) {
    Map<String, Quantity> capability = queue(name).require().getSpec().capability();
    return capability == null || !capability.containsKey("cpu")
        ? "none"
        : capability.get("cpu").toString();
  }

  private void awaitCpu(String name, String cpu) {
    SOON.becomes("cpu of " + name, () -> cpu(name), cpu::equals);
  }

  private void awaitEvent(String name, String reason, String... parts) {
    SOON.passes(() ->
        assertThat(scene.client().v1().events().inAnyNamespace().list().getItems())
            .filteredOn(event -> name.equals(event.getInvolvedObject().getName()))
            .filteredOn(event -> reason.equals(event.getReason()))
            .extracting(Event::getMessage)
            .anySatisfy(message -> assertThat(message).contains(parts)));
  }
}
