package dev.basalt.cluster.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.crd.CustomResourceDefinitions;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.cluster.http.ApiClient;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.ClusterEvent.BindingConfirmed;
import dev.basalt.core.event.ClusterEvent.BindingRefused;
import dev.basalt.core.event.ClusterEvent.EvictionRefused;
import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.port.Binding;
import dev.basalt.core.port.Clock;
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
import dev.basalt.testkit.fault.ApiRequest;
import dev.basalt.testkit.fault.Fault;
import dev.basalt.testkit.fault.FaultProxy;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Bindings, evictions, status and events as a real API server takes them. */
final class WritesIT {
  @RegisterExtension
  static final ClusterExtension CLUSTER =
      ClusterExtension.own(ClusterOptions.named("writes").withoutControllers().withoutFakeNodes());

  private static final Eventually SOON = Eventually.within(Duration.ofMinutes(1));
  private static List<String> nodes = List.of();

  @TempDir Path directory;

  private final BlockingQueue<ClusterEvent> answers = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private String namespace = "";

  @BeforeAll
  static void prepare() {
    nodes = CLUSTER.cluster().addNodes(2, NodeShape.of("64", "256Gi", 1000));
    KubernetesClient client = CLUSTER.client();
    for (CustomResourceDefinitions.Manifest manifest : CustomResourceDefinitions.all()) {
      CustomResourceDefinition definition =
          client
              .getKubernetesSerialization()
              .unmarshal(manifest.yaml(), CustomResourceDefinition.class);
      client.resource(definition).serverSideApply();
      client
          .resource(definition)
          .waitUntilCondition(
              crd ->
                  crd.getStatus() != null
                      && crd.getStatus().getConditions().stream()
                          .anyMatch(condition ->
                              condition.getType().equals("Established")
                                  && condition.getStatus().equals("True")),
              1,
              TimeUnit.MINUTES);
    }
  }

  @BeforeEach
  void takeNamespace() {
    namespace = CLUSTER.namespace();
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  @Test
  void bindsAPodAndTellsWhatStandsAgainstASecondBinding() throws Exception {
    ApiBinder binder = binder(direct());
    Pod pod = pod("a");
    Binding binding = binding(pod, nodes.get(0));

    binder.bind(binding);
    assertThat(answer()).isEqualTo(new BindingConfirmed(uid(pod)));
    Pod bound = read("a");
    assertThat(bound.getSpec().getNodeName()).isEqualTo(nodes.get(0));
    assertThat(scheduled(bound).map(PodCondition::getStatus)).contains("True");

    binder.bind(binding);
    assertThat(answer()).isEqualTo(new BindingConfirmed(uid(pod)));
    binder.bind(binding(pod, nodes.get(1)));
    assertThat(((BindingRefused) answer()).reason()).isEqualTo("Conflict");
    assertThat(read("a").getSpec().getNodeName()).isEqualTo(nodes.get(0));
  }

  @Test
  void podOfAnotherUidIsNotBound() throws Exception {
    ApiBinder binder = binder(direct());
    pod("a");
    binder.bind(new Binding("00000000-0000-0000-0000-000000000000", namespace, "a", nodes.get(0)));
    assertThat(((BindingRefused) answer()).reason()).isEqualTo("NotFound");
    binder.bind(new Binding("u", namespace, "missing", nodes.get(0)));
    assertThat(((BindingRefused) answer()).reason()).isEqualTo("NotFound");
    assertThat(read("a").getSpec().getNodeName()).isNull();
  }

  @Test
  void gatedPodIsRefusedWithTheServersWords() throws Exception {
    ApiBinder binder = binder(direct());
    Pod pod =
        CLUSTER
            .client()
            .resource(
                new PodBuilder(template("a"))
                    .editSpec()
                    .addNewSchedulingGate("wait")
                    .endSpec()
                    .build())
            .create();
    binder.bind(binding(pod, nodes.get(0)));
    BindingRefused refusal = (BindingRefused) answer();
    assertThat(refusal.reason()).isEqualTo("Conflict");
    assertThat(refusal.message()).contains("schedulingGates");
  }

  @Test
  void lostRepliesBusyAnswersAndDroppedRequestsCostNothingButTime() throws Exception {
    try (FaultProxy proxy = FaultProxy.start(CLUSTER.cluster().clientConfig(), 7)) {
      ApiBinder binder = binder(client(proxy.kubeconfigText()));
      proxy.sometimes(0.2, ApiRequest.bindings(), Fault.loseReply());
      proxy.sometimes(0.1, ApiRequest.bindings(), Fault.tooManyRequests(Duration.ofSeconds(1)));
      proxy.sometimes(0.1, ApiRequest.any(), Fault.drop());
      proxy.sometimes(0.05, ApiRequest.bindings(), Fault.serverError());
      bindMany(binder, 120);
    }
  }

  @Test
  void bindingsSurviveAnApiServerThatGoesAway() throws Exception {
    ApiBinder binder = binder(direct());
    List<Pod> pods = pods(300);
    pods.forEach(pod -> binder.bind(binding(pod, nodes.get(1))));
    assertThat(answer()).isInstanceOf(BindingConfirmed.class);
    CLUSTER.cluster().stopApiServer();
    Thread.sleep(Duration.ofSeconds(2));
    CLUSTER.cluster().startApiServer();
    for (int i = 1; i < pods.size(); i++) {
      assertThat(answer()).isInstanceOf(BindingConfirmed.class);
    }
    assertAllOn(nodes.get(1), pods.size());
  }

  @Test
  void groupStatusIsPatchedBesideWhatOthersWrote() throws Exception {
    ApiStatusPublisher publisher = publisher(direct());
    GenericKubernetesResource group = object("PodGroup", "g", Map.of("minMember", 3));
    String before = group.get("spec").toString();
    GroupCondition short3 = new GroupCondition(false, "NotEnoughResources", "short of 3 cpu", "s1");
    publisher.publish(
        new GroupStatus(uid(group), namespace, "g", GroupPhase.INQUEUE, 1, 2, 3, short3));
    SOON.passes(() -> {
      GenericKubernetesResource now = CLUSTER.client().resource(group).get();
      assertThat(now.<String>get("status", "phase")).isEqualTo("Inqueue");
      assertThat(now.<Integer>get("status", "failed")).isEqualTo(3);
      assertThat(now.<String>get("status", "conditions", 0, "message")).isEqualTo("short of 3 cpu");
      assertThat(now.get("spec").toString()).isEqualTo(before);
    });
    publisher.publish(
        new GroupStatus(
            uid(group),
            namespace,
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
    ApiStatusPublisher publisher = publisher(direct());
    GenericKubernetesResource queue = object("Queue", "q-" + namespace, Map.of("weight", 2));
    String name = queue.getMetadata().getName();
    publisher.publish(
        new QueueStatus(
            uid(queue), name, ResourceList.of(Map.of("cpu", 1500L, "memory", 1024L * 1024))));
    SOON.passes(() -> {
      GenericKubernetesResource now = CLUSTER.client().resource(queue).get();
      assertThat(now.<String>get("status", "allocated", "cpu")).isEqualTo("1500m");
      assertThat(now.<String>get("status", "allocated", "memory")).isEqualTo("1Mi");
      assertThat(now.<String>get("status", "state")).isEqualTo("Open");
    });
    publisher.publish(new QueueStatus(uid(queue), name, ResourceList.of(Map.of("cpu", 2000L))));
    SOON.passes(() -> {
      GenericKubernetesResource now = CLUSTER.client().resource(queue).get();
      assertThat(now.<Object>get("status", "allocated").toString()).isEqualTo("{cpu=2}");
    });
  }

  @Test
  void waitingPodSaysWhyUntilItIsBound() throws Exception {
    ApiClient client = direct();
    ApiStatusPublisher publisher = publisher(client);
    Pod pod = pod("a");
    publisher.publish(new PodWaiting(uid(pod), namespace, "a", "Unschedulable", "0/2 nodes fit"));
    SOON.passes(() -> {
      PodCondition condition = scheduled(read("a")).orElseThrow();
      assertThat(condition.getStatus()).isEqualTo("False");
      assertThat(condition.getReason()).isEqualTo("Unschedulable");
      assertThat(condition.getMessage()).isEqualTo("0/2 nodes fit");
      assertThat(condition.getLastTransitionTime()).isNotNull();
    });
    binder(client).bind(binding(pod, nodes.get(0)));
    assertThat(answer()).isInstanceOf(BindingConfirmed.class);
    publisher.publish(new PodWaiting(uid(pod), namespace, "a", "Unschedulable", "too late"));
    SOON.passes(() ->
        assertThat(publisher.counts().getOrDefault("pod", Map.of())).containsEntry("Obsolete", 1L));
    assertThat(scheduled(read("a")).map(PodCondition::getStatus)).contains("True");
  }

  @Test
  void eventIsShownWhereDescribeLooksForIt() throws Exception {
    ApiStatusPublisher publisher = publisher(direct());
    GenericKubernetesResource group = object("PodGroup", "g", Map.of("minMember", 3));
    publisher.publish(
        new GroupEvent(uid(group), namespace, "g", true, "FailedScheduling", "short of 3 cpu"));
    SOON.passes(() -> {
      List<Event> events =
          CLUSTER
              .client()
              .v1()
              .events()
              .inNamespace(namespace)
              .withField("involvedObject.uid", uid(group))
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
    ApiClient client = direct();
    WriteThread loop = loop();
    ApiEvictor evictor =
        new ApiEvictor(
            client,
            loop,
            Fence.none(),
            EvictorSettings.standard(),
            answers::add,
            publisher(client));
    Pod pod = pod("a");
    binder(client).bind(binding(pod, nodes.get(0)));
    assertThat(answer()).isInstanceOf(BindingConfirmed.class);
    CLUSTER
        .client()
        .pods()
        .inNamespace(namespace)
        .withName("a")
        .editStatus(
            now -> new PodBuilder(now).editStatus().withPhase("Running").endStatus().build());
    var budget =
        CLUSTER
            .client()
            .resource(
                new PodDisruptionBudgetBuilder()
                    .withNewMetadata()
                    .withNamespace(namespace)
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
    Eviction eviction = new Eviction(uid(pod), namespace, "a", "GangIncomplete", "1 of 3 ran");
    evictor.evict(eviction);
    assertThat(answer()).isInstanceOf(EvictionRefused.class);
    assertThat(read("a").getMetadata().getDeletionTimestamp()).isNull();

    CLUSTER.client().resource(budget).delete();
    evictor.evict(new Eviction("another-uid", namespace, "a", "GangIncomplete", "1 of 3 ran"));
    SOON.passes(() -> assertThat(evictor.results().get("Gone")).isEqualTo(1));
    assertThat(read("a").getMetadata().getDeletionTimestamp()).isNull();

    evictor.evict(eviction);
    SOON.passes(() -> {
      Pod leaving = read("a");
      assertThat(leaving.getMetadata().getDeletionTimestamp()).isNotNull();
      assertThat(leaving.getStatus().getConditions())
          .anyMatch(condition ->
              condition.getType().equals("DisruptionTarget")
                  && condition.getStatus().equals("True"));
    });
    assertThat(answers).isEmpty();
  }

  private void bindMany(ApiBinder binder, int count) throws InterruptedException {
    List<Pod> pods = pods(count);
    pods.forEach(pod -> binder.bind(binding(pod, nodes.get(0))));
    Map<ClusterEvent, Integer> seen = new HashMap<>();
    for (int i = 0; i < count; i++) {
      ClusterEvent answer = answer();
      assertThat(answer).isInstanceOf(BindingConfirmed.class);
      seen.merge(answer, 1, Integer::sum);
    }
    assertThat(seen).hasSize(count);
    assertAllOn(nodes.get(0), count);
  }

  private void assertAllOn(String node, int count) {
    List<Pod> pods = CLUSTER.client().pods().inNamespace(namespace).list().getItems();
    assertThat(pods).hasSize(count).allMatch(pod -> node.equals(pod.getSpec().getNodeName()));
    assertThat(answers).isEmpty();
  }

  private List<Pod> pods(int count) {
    List<Pod> pods = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pods.add(pod("p" + i));
    }
    return pods;
  }

  private Pod pod(String name) {
    return CLUSTER.client().resource(template(name)).create();
  }

  private Pod template(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .addToLabels("app", name)
        .endMetadata()
        .withNewSpec()
        .withSchedulerName("basalt")
        .addNewContainer()
        .withName("c")
        .withImage("none")
        .endContainer()
        .endSpec()
        .build();
  }

  private GenericKubernetesResource object(String kind, String name, Map<String, Object> spec) {
    GenericKubernetesResource object = new GenericKubernetesResource();
    object.setApiVersion("scheduling.volcano.sh/v1beta1");
    object.setKind(kind);
    ObjectMeta metadata = new ObjectMeta();
    metadata.setName(name);
    if (kind.equals("PodGroup")) {
      metadata.setNamespace(namespace);
    }
    object.setMetadata(metadata);
    object.setAdditionalProperty("spec", spec);
    return CLUSTER.client().resource(object).create();
  }

  private Pod read(String name) {
    return CLUSTER.client().pods().inNamespace(namespace).withName(name).get();
  }

  private static Optional<PodCondition> scheduled(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals("PodScheduled"))
        .findFirst();
  }

  private Binding binding(Pod pod, String node) {
    return new Binding(uid(pod), namespace, pod.getMetadata().getName(), node);
  }

  private static String uid(HasMetadata object) {
    return object.getMetadata().getUid();
  }

  private ClusterEvent answer() throws InterruptedException {
    ClusterEvent answer = answers.poll(2, TimeUnit.MINUTES);
    if (answer == null) {
      throw new AssertionError("no answer");
    }
    return answer;
  }

  private ApiClient direct() throws IOException {
    return client(CLUSTER.cluster().kubeconfigText());
  }

  private ApiClient client(String kubeconfig) throws IOException {
    Path file = Files.writeString(directory.resolve("kubeconfig-" + open.size()), kubeconfig);
    ApiClient client = ApiClient.open(ApiAccess.kubeconfig(file), "basalt-test");
    open.add(client);
    return client;
  }

  private WriteThread loop() {
    WriteThread loop = new WriteThread();
    open.add(loop);
    return loop;
  }

  private ApiBinder binder(ApiClient client) {
    return new ApiBinder(
        client,
        loop(),
        Clock.system(),
        Fence.none(),
        BinderSettings.standard(),
        answers::add,
        BindingObserver.none());
  }

  private ApiStatusPublisher publisher(ApiClient client) {
    return new ApiStatusPublisher(
        client, loop(), Clock.system(), Fence.none(), StatusSettings.standard("basalt"));
  }
}
