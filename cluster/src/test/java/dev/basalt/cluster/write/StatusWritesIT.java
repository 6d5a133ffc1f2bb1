package dev.basalt.cluster.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.cluster.Definitions;
import dev.basalt.cluster.http.ApiClient;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.core.event.ClusterEvent.BindingConfirmed;
import dev.basalt.core.event.ClusterEvent.EvictionRefused;
import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.port.Eviction;
import dev.basalt.core.port.StatusUpdate.GroupCondition;
import dev.basalt.core.port.StatusUpdate.GroupEvent;
import dev.basalt.core.port.StatusUpdate.GroupStatus;
import dev.basalt.core.port.StatusUpdate.PodWaiting;
import dev.basalt.core.port.StatusUpdate.QueueStatus;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Status, conditions, events and evictions as a real API server takes them. */
final class StatusWritesIT {
  @RegisterExtension
  static final ClusterExtension CLUSTER =
      ClusterExtension.own(
          ClusterOptions.named("status-writes").withoutControllers().withoutFakeNodes());

  private static final Eventually SOON = Eventually.within(Duration.ofMinutes(1));
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
  void groupStatusIsPatchedBesideWhatOthersWrote() throws Exception {
    ApiStatusPublisher publisher = world.publisher(world.direct());
    GenericKubernetesResource group = world.object("PodGroup", "g", Map.of("minMember", 3));
    String before = group.get("spec").toString();
    GroupCondition short3 = new GroupCondition(false, "NotEnoughResources", "short of 3 cpu", "s1");
    publisher.publish(
        new GroupStatus(
            WriteWorld.uid(group), world.namespace(), "g", GroupPhase.INQUEUE, 1, 2, 3, short3));
    SOON.passes(() -> {
      GenericKubernetesResource now = CLUSTER.client().resource(group).get();
      assertThat(now.<String>get("status", "phase")).isEqualTo("Inqueue");
      assertThat(now.<Integer>get("status", "failed")).isEqualTo(3);
      assertThat(now.<String>get("status", "conditions", 0, "message")).isEqualTo("short of 3 cpu");
      assertThat(now.get("spec").toString()).isEqualTo(before);
    });
    publisher.publish(
        new GroupStatus(
            WriteWorld.uid(group),
            world.namespace(),
            "g",
            GroupPhase.RUNNING,
            3,
            0,
            0,
            new GroupCondition(true, "Scheduled", "3 of 3 bound", "s2")));
    SOON.passes(() -> {
      GenericKubernetesResource now = CLUSTER.client().resource(group).get();
      assertThat(now.<String>get("status", "conditions", 0, "status")).isEqualTo("False");
      assertThat(now.<String>get("status", "conditions", 1, "type")).isEqualTo("Scheduled");
      assertThat(now.<String>get("status", "conditions", 1, "status")).isEqualTo("True");
    });
  }

  @Test
  void queueStatusGoesToTheSubresource() throws Exception {
    ApiStatusPublisher publisher = world.publisher(world.direct());
    GenericKubernetesResource queue =
        world.object("Queue", "q-" + world.namespace(), Map.of("weight", 2));
    String name = queue.getMetadata().getName();
    publisher.publish(
        new QueueStatus(
            WriteWorld.uid(queue),
            name,
            ResourceList.of(Map.of("cpu", 1500L, "memory", 1024L * 1024))));
    SOON.passes(() -> {
      GenericKubernetesResource now = CLUSTER.client().resource(queue).get();
      assertThat(now.<String>get("status", "allocated", "cpu")).isEqualTo("1500m");
      assertThat(now.<String>get("status", "allocated", "memory")).isEqualTo("1Mi");
      assertThat(now.<String>get("status", "state")).isEqualTo("Open");
    });
    publisher.publish(
        new QueueStatus(WriteWorld.uid(queue), name, ResourceList.of(Map.of("cpu", 2000L))));
    SOON.passes(() -> {
      GenericKubernetesResource now = CLUSTER.client().resource(queue).get();
      assertThat(now.<Object>get("status", "allocated").toString()).isEqualTo("{cpu=2}");
    });
  }

  @Test
  void waitingPodSaysWhyUntilItIsBound() throws Exception {
    ApiClient client = world.direct();
    ApiStatusPublisher publisher = world.publisher(client);
    Pod pod = world.pod("a");
    publisher.publish(
        new PodWaiting(
            WriteWorld.uid(pod), world.namespace(), "a", "Unschedulable", "0/2 nodes fit", false));
    SOON.passes(() -> {
      PodCondition condition = WriteWorld.scheduled(world.read("a")).orElseThrow();
      assertThat(condition.getStatus()).isEqualTo("False");
      assertThat(condition.getReason()).isEqualTo("Unschedulable");
      assertThat(condition.getMessage()).isEqualTo("0/2 nodes fit");
      assertThat(condition.getLastTransitionTime()).isNotNull();
    });
    world.binder(client).bind(world.binding(pod, nodes.get(0)));
    assertThat(world.answer()).isInstanceOf(BindingConfirmed.class);
    publisher.publish(
        new PodWaiting(
            WriteWorld.uid(pod), world.namespace(), "a", "Unschedulable", "too late", false));
    SOON.passes(() ->
        assertThat(publisher.counts().getOrDefault("pod", Map.of())).containsEntry("Obsolete", 1L));
    assertThat(WriteWorld.scheduled(world.read("a")).map(PodCondition::getStatus)).contains("True");
  }

  @Test
  void eventIsShownWhereDescribeLooksForIt() throws Exception {
    ApiStatusPublisher publisher = world.publisher(world.direct());
    GenericKubernetesResource group = world.object("PodGroup", "g", Map.of("minMember", 3));
    publisher.publish(
        new GroupEvent(
            WriteWorld.uid(group),
            world.namespace(),
            "g",
            true,
            "FailedScheduling",
            "short of 3 cpu"));
    SOON.passes(() -> {
      List<Event> events =
          CLUSTER
              .client()
              .v1()
              .events()
              .inNamespace(world.namespace())
              .withField("involvedObject.uid", WriteWorld.uid(group))
              .withField("involvedObject.kind", "PodGroup")
              .list()
              .getItems();
      assertThat(events).hasSize(1);
      assertThat(events.getFirst().getMessage()).isEqualTo("short of 3 cpu");
      assertThat(events.getFirst().getSource().getComponent()).isEqualTo("basalt");
    });
  }

  @Test
  void evictionHonoursABudgetAndThePodsUid() throws Exception {
    ApiClient client = world.direct();
    WriteThread loop = world.loop();
    ApiEvictor evictor =
        new ApiEvictor(
            client,
            loop,
            Fence.none(),
            AttemptSettings.evictions(),
            world.answers()::add,
            world.publisher(client));
    Pod pod = world.pod("a");
    world.binder(client).bind(world.binding(pod, nodes.get(0)));
    assertThat(world.answer()).isInstanceOf(BindingConfirmed.class);
    CLUSTER
        .client()
        .pods()
        .inNamespace(world.namespace())
        .withName("a")
        .editStatus(
            now -> new PodBuilder(now).editStatus().withPhase("Running").endStatus().build());
    var budget =
        CLUSTER
            .client()
            .resource(
                new PodDisruptionBudgetBuilder()
                    .withNewMetadata()
                    .withNamespace(world.namespace())
                    .withName("b")
                    .endMetadata()
                    .withNewSpec()
                    .withNewMinAvailable(1)
                    .withNewSelector()
                    .addToMatchLabels("app", "a")
                    .endSelector()
                    .endSpec()
                    .build())
            .create();
    Eviction eviction =
        new Eviction(WriteWorld.uid(pod), world.namespace(), "a", "GangIncomplete", "1 of 3 ran");
    evictor.evict(eviction);
    assertThat(world.answer()).isInstanceOf(EvictionRefused.class);
    assertThat(world.read("a").getMetadata().getDeletionTimestamp()).isNull();

    CLUSTER.client().resource(budget).delete();
    evictor.evict(
        new Eviction("another-uid", world.namespace(), "a", "GangIncomplete", "1 of 3 ran"));
    SOON.passes(() -> assertThat(evictor.results().get("Gone")).isEqualTo(1));
    assertThat(world.read("a").getMetadata().getDeletionTimestamp()).isNull();

    evictor.evict(eviction);
    SOON.passes(() -> {
      Pod leaving = world.read("a");
      assertThat(leaving.getMetadata().getDeletionTimestamp()).isNotNull();
      assertThat(leaving.getStatus().getConditions())
          .anyMatch(condition ->
              condition.getType().equals("DisruptionTarget")
                  && condition.getStatus().equals("True"));
    });
    assertThat(world.answers()).isEmpty();
  }
}
