package dev.basalt.cluster.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.cluster.Definitions;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.port.Clock;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.fault.ApiRequest;
import dev.basalt.testkit.fault.Fault;
import dev.basalt.testkit.fault.FaultProxy;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Both adapters beside each other on a real API server: at every quiet point they agree. */
class ClusterFeedIT {
  private static final Duration SILENCE_LIMIT = Duration.ofSeconds(20);
  private static final Fault.OnRequest NOT_ACCEPTABLE =
      new Fault.Answer(406, "NotAcceptable", Optional.empty());

  @RegisterExtension
  static final ClusterExtension CLUSTER =
      ClusterExtension.own(ClusterOptions.named("feed").withoutControllers().withoutFakeNodes());

  private final ClusterPicture protobuf = new ClusterPicture();
  private final ClusterPicture informers = new ClusterPicture();
  private ClusterChurn churn;
  private FaultProxy proxy;
  private KubernetesClient proxied;
  private ClusterFeed protobufFeed;
  private ClusterFeed informerFeed;

  @BeforeAll
  static void defineKinds() {
    Definitions.establish(CLUSTER.client());
  }

  @BeforeEach
  void makeFeeds() {
    churn = new ClusterChurn(CLUSTER.client(), CLUSTER.namespace());
    proxy = FaultProxy.start(CLUSTER.cluster().clientConfig(), 1);
    proxied = proxy.newClient();
    FeedSettings settings = FeedSettings.standard().withSilenceLimit(SILENCE_LIMIT);
    protobufFeed = ClusterFeeds.create(proxied, settings, Clock.system());
    informerFeed =
        ClusterFeeds.create(proxied, settings.with(FeedSettings.Adapter.INFORMERS), Clock.system());
  }

  @AfterEach
  void stopFeeds() {
    protobufFeed.close();
    informerFeed.close();
    proxied.close();
    proxy.close();
  }

  @Test
  void objectsWithEveryFieldReadTheSame() throws InterruptedException {
    create("node.yaml");
    create("pod.yaml");
    create("pod-level.yaml");
    CLUSTER.client().pods().inNamespace(CLUSTER.namespace()).withName("pod-level").delete();
    create(Queue.of("research", QueueSpec.ofWeight(3)));
    create(
        new PriorityClassBuilder()
            .withNewMetadata()
            .withName("urgent")
            .endMetadata()
            .withValue(1000)
            .withGlobalDefault(true)
            .build());

    start();

    awaitTruth();
    assertThat(protobufFeed.status().kinds().values())
        .extracting(FeedStatus.KindStatus::source)
        .containsExactly(
            "informer",
            "informer",
            "informer",
            "informer",
            "protobuf",
            "protobuf",
            "informer",
            "informer",
            "informer",
            "informer",
            "informer",
            "informer",
            "informer");
    PodSpec pod = pod("every-field");
    assertThat(pod.problem()).isNull();
    assertThat(pod.shape().unsupported())
        .containsExactlyInAnyOrder(
            "metadata.annotations[volcano.sh/numa-topology-policy]", "spec.resourceClaims");
    assertThat(pod.shape().podAffinity().required()).hasSize(1);
    assertThat(pod.shape().podAffinity().requiredApart()).hasSize(1);
    assertThat(pod.shape().spread()).hasSize(2);
    assertThat(pod.shape().claims()).hasSize(2);
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
  void brokenExpiredAndStalledWatchesLoseNothing() throws InterruptedException {
    churn.stir();
    start();
    awaitTruth();

    disturb(Fault.breakWatch(0));
    disturb(Fault.breakWatch(3));
    disturb(Fault.expireWatch(0));
    disturb(Fault.expireWatch(3));
    disturb(Fault.stallWatch(2, SILENCE_LIMIT.plusSeconds(10)));
  }

  @Test
  void whatHappensWhileTheApiServerIsAwayIsMadeUpFor() throws InterruptedException {
    churn.stir();
    start();
    awaitTruth();

    proxy.startOutage();
    churn.stir();
    proxy.endOutage();
    awaitTruth();

    proxy.times(6, ApiRequest::watch, Fault.gone());
    proxy.times(4, ApiRequest::watch, Fault.serverError());
    proxy.times(4, request -> !request.watch(), Fault.tooManyRequests(Duration.ofSeconds(1)));
    proxy.startOutage();
    churn.stir();
    proxy.endOutage();
    awaitTruth();
    proxy.clear();

    CLUSTER.cluster().stopApiServer();
    CLUSTER.cluster().startApiServer();
    churn.stir();
    awaitTruth();
  }

  @Test
  void withoutWatchListPagesAreReadAndNothingIsLost() throws InterruptedException {
    churn.stir();
    proxy.always(
        request -> request.query().contains("sendInitialEvents=true"),
        new Fault.Answer(422, "Invalid", Optional.empty()));
    start();
    awaitTruth();
    disturb(Fault.expireWatch(1));
    assertThat(protobufFeed.status().kinds().values())
        .extracting(FeedStatus.KindStatus::source)
        .contains("protobuf");
  }

  @Test
  void whereProtobufIsRefusedLaterOnInformersTakeOverAndNothingIsLost() {
    churn.stir();
    protobufFeed.start(protobuf);
    awaitHealth(protobufFeed);

    proxy.startOutage();
    churn.stir();
    proxy.once(ApiRequest.watches("pods"), NOT_ACCEPTABLE);
    proxy.once(ApiRequest.watches("nodes"), NOT_ACCEPTABLE);
    proxy.endOutage();

    Map<String, Object> truth = churn.truth();
    Eventually.within(Duration.ofSeconds(90))
        .passes(() -> assertThat(protobuf.objects()).isEqualTo(truth));
    assertThat(protobuf.breaches()).isEmpty();
    assertThat(protobuf.synced()).isEqualTo(1);
    assertThat(protobufFeed.status().kinds().values())
        .extracting(FeedStatus.KindStatus::source)
        .containsOnly("informer", "informer (protobuf refused)");
  }

  /** Lets every open watch go wrong while the cluster changes, and waits for both to recover. */
  private void disturb(Fault.OnWatch fault) throws InterruptedException {
    assertThat(proxy.disturbOpenWatches(ApiRequest::watch, fault)).isPositive();
    churn.stir();
    awaitTruth();
  }

  private void start() {
    protobufFeed.start(protobuf);
    informerFeed.start(informers);
    awaitHealth(protobufFeed);
    awaitHealth(informerFeed);
  }

  private static void awaitHealth(ClusterFeed feed) {
    Eventually.within(Duration.ofSeconds(90))
        .passes(() -> assertThat(feed.status().complaints()).isEmpty());
  }

  /** A quiet point: both pictures become what a list says, and so equal. */
  private void awaitTruth() throws InterruptedException {
    Map<String, Object> truth = churn.truth();
    protobuf.await("the truth " + truth.keySet(), truth::equals);
    informers.await("the truth " + truth.keySet(), truth::equals);
    assertThat(protobuf.breaches()).isEmpty();
    assertThat(informers.breaches()).isEmpty();
    assertThat(protobuf.synced()).isEqualTo(1);
    assertThat(informers.synced()).isEqualTo(1);
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
        CLUSTER
            .client()
            .load(ClusterFeedIT.class.getResourceAsStream("/every-field/" + file))
            .items()
            .getFirst();
    if (file.startsWith("pod")) {
      object.getMetadata().setNamespace(CLUSTER.namespace());
    }
    create(object);
    CLUSTER.client().resource(object).patchStatus();
  }

  private static void create(HasMetadata object) {
    CLUSTER.client().resource(object).create();
  }
}
