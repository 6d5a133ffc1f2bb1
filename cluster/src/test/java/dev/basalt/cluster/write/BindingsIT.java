package dev.basalt.cluster.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.cluster.Definitions;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.ClusterEvent.BindingConfirmed;
import dev.basalt.core.event.ClusterEvent.BindingRefused;
import dev.basalt.core.port.Binding;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.fault.ApiRequest;
import dev.basalt.testkit.fault.Fault;
import dev.basalt.testkit.fault.FaultProxy;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Bindings as a real API server takes them. */
final class BindingsIT {
  @RegisterExtension
  static final ClusterExtension CLUSTER =
      ClusterExtension.own(
          ClusterOptions.named("bindings").withoutControllers().withoutFakeNodes());

  private static List<String> nodes = List.of();

  @TempDir Path directory;

  private WriteWorld world;

  @BeforeAll
  static void prepare() {
    nodes = CLUSTER.cluster().addNodes(2, NodeShape.of("64", "256Gi", 1000));
    Definitions.establish(CLUSTER.client());
  }

  @BeforeEach
  void open() {
    world = new WriteWorld(CLUSTER, directory);
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @Test
  void bindsAPodAndTellsWhatStandsAgainstASecondBinding() throws Exception {
    ApiBinder binder = world.binder(world.direct());
    Pod pod = world.pod("a");
    Binding binding = world.binding(pod, nodes.get(0));

    binder.bind(binding);
    assertThat(world.answer()).isEqualTo(new BindingConfirmed(WriteWorld.uid(pod)));
    Pod bound = world.read("a");
    assertThat(bound.getSpec().getNodeName()).isEqualTo(nodes.get(0));
    assertThat(WriteWorld.scheduled(bound).map(PodCondition::getStatus)).contains("True");

    binder.bind(binding);
    assertThat(world.answer()).isEqualTo(new BindingConfirmed(WriteWorld.uid(pod)));
    binder.bind(world.binding(pod, nodes.get(1)));
    assertThat(((BindingRefused) world.answer()).reason()).isEqualTo("Conflict");
    assertThat(world.read("a").getSpec().getNodeName()).isEqualTo(nodes.get(0));
  }

  @Test
  void podOfAnotherUidIsNotBound() throws Exception {
    ApiBinder binder = world.binder(world.direct());
    world.pod("a");
    binder.bind(
        new Binding("00000000-0000-0000-0000-000000000000", world.namespace(), "a", nodes.get(0)));
    assertThat(((BindingRefused) world.answer()).reason()).isEqualTo("NotFound");
    binder.bind(new Binding("u", world.namespace(), "missing", nodes.get(0)));
    assertThat(((BindingRefused) world.answer()).reason()).isEqualTo("NotFound");
    assertThat(world.read("a").getSpec().getNodeName()).isNull();
  }

  @Test
  void gatedPodIsRefusedWithTheServersWords() throws Exception {
    ApiBinder binder = world.binder(world.direct());
    Pod pod =
        CLUSTER
            .client()
            .resource(
                new PodBuilder(world.template("a"))
                    .editSpec()
                    .addNewSchedulingGate("wait")
                    .endSpec()
                    .build())
            .create();
    binder.bind(world.binding(pod, nodes.get(0)));
    BindingRefused refusal = (BindingRefused) world.answer();
    assertThat(refusal.reason()).isEqualTo("Conflict");
    assertThat(refusal.message()).contains("schedulingGates");
  }

  @Test
  void lostRepliesBusyAnswersAndDroppedRequestsCostNothingButTime() throws Exception {
    try (FaultProxy proxy = FaultProxy.start(CLUSTER.cluster().clientConfig(), 7)) {
      ApiBinder binder = world.binder(world.client(proxy.kubeconfigText()));
      proxy.sometimes(0.2, ApiRequest.bindings(), Fault.loseReply());
      proxy.sometimes(0.1, ApiRequest.bindings(), Fault.tooManyRequests(Duration.ofSeconds(1)));
      proxy.sometimes(0.1, ApiRequest.any(), Fault.drop());
      proxy.sometimes(0.05, ApiRequest.bindings(), Fault.serverError());
      bindUntilBound(binder, pods(120));
    }
    assertAllOn(nodes.get(0), 120);
  }

  @Test
  void bindingsSurviveAnApiServerThatGoesAway() throws Exception {
    ApiBinder binder = world.binder(world.direct());
    List<Pod> pods = pods(300);
    pods.forEach(pod -> binder.bind(world.binding(pod, nodes.get(1))));
    assertThat(world.answer()).isInstanceOf(BindingConfirmed.class);
    CLUSTER.cluster().stopApiServer();
    Thread.sleep(Duration.ofSeconds(2));
    CLUSTER.cluster().startApiServer();
    for (int i = 1; i < pods.size(); i++) {
      assertThat(world.answer()).isInstanceOf(BindingConfirmed.class);
    }
    assertAllOn(nodes.get(1), pods.size());
  }

  /** Binds again, as the scheduler does, what was given up because too many requests were lost. */
  private void bindUntilBound(ApiBinder binder, List<Pod> pods) throws InterruptedException {
    Map<String, Pod> open = new HashMap<>();
    for (Pod pod : pods) {
      open.put(WriteWorld.uid(pod), pod);
      binder.bind(world.binding(pod, nodes.get(0)));
    }
    while (!open.isEmpty()) {
      switch (world.answer()) {
        case BindingConfirmed confirmed ->
            assertThat(open.remove(confirmed.podUid())).as(confirmed.podUid()).isNotNull();
        case BindingRefused refused -> {
          assertThat(refused.reason()).isEqualTo("NoAnswer");
          Pod pod = Objects.requireNonNull(open.get(refused.podUid()));
          assertThat(world.read(pod.getMetadata().getName()).getSpec().getNodeName()).isNull();
          binder.bind(world.binding(pod, nodes.get(0)));
        }
        case ClusterEvent other -> throw new AssertionError(other.toString());
      }
    }
  }

  private void assertAllOn(String node, int count) {
    List<Pod> pods = CLUSTER.client().pods().inNamespace(world.namespace()).list().getItems();
    assertThat(pods).hasSize(count).allMatch(pod -> node.equals(pod.getSpec().getNodeName()));
    assertThat(world.answers()).isEmpty();
  }

  private List<Pod> pods(int count) {
    List<Pod> pods = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pods.add(world.pod("p" + i));
    }
    return pods;
  }
}
