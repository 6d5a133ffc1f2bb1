package dev.basalt.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The requests are sent with a bare HTTP client, so that nothing retries behind the test's back.
 */
class FaultProxyIT {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final String PROTOBUF = "application/vnd.kubernetes.protobuf;stream=watch";
  private static final Predicate<ApiRequest> CREATES = ApiRequest.matching("POST", ".*/configmaps");
  private static final Predicate<ApiRequest> WATCHES = ApiRequest.watches("configmaps");

  @RegisterExtension private static final ClusterExtension CLUSTER = ClusterExtension.shared();

  private final HttpClient http = HttpClient.newHttpClient();
  private final FaultProxy proxy = startProxy();

  private static FaultProxy startProxy() {
    return FaultProxy.start(CLUSTER.cluster().clientConfig(), 1);
  }

  @AfterEach
  void stop() {
    proxy.close();
    http.shutdownNow();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(proxy.url() + path))
        .header("Authorization", "Bearer " + CLUSTER.cluster().clientConfig().getAutoOAuthToken())
        .timeout(SOON);
  }

  private String path() {
    return "/api/v1/namespaces/" + CLUSTER.namespace() + "/configmaps";
  }

  private HttpResponse<String> create(String name) throws IOException, InterruptedException {
    String body =
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "\"}}";
    return http.send(
        request(path())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<InputStream> watch(String accept) throws IOException, InterruptedException {
    return http.send(
        request(path() + "?watch=true&fieldSelector=metadata.name!%3Dkube-root-ca.crt")
            .header("Accept", accept)
            .build(),
        BodyHandlers.ofInputStream());
  }

  private boolean exists(String name) {
    return CLUSTER.client().configMaps().inNamespace(CLUSTER.namespace()).withName(name).get()
        != null;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      line.append((char) next);
    }
    return line.toString();
  }

  @Test
  void forwardsEverythingWithoutRules() throws Exception {
    assertThat(create("a").statusCode()).isEqualTo(201);
    assertThat(exists("a")).isTrue();
    try (KubernetesClient client = proxy.newClient()) {
      assertThat(client.configMaps().inNamespace(CLUSTER.namespace()).withName("a").get())
          .isNotNull();
      client.configMaps().inNamespace(CLUSTER.namespace()).withName("a").delete();
    }
    assertThat(exists("a")).isFalse();
  }

  @Test
  void refusesAClientWithoutCredentials() throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(proxy.url() + path())).build(),
            BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(403);
  }

  @Test
  void aDroppedRequestNeverReachesTheServer() throws Exception {
    FaultRule rule = proxy.once(CREATES, Fault.drop());

    assertThatThrownBy(() -> create("a")).isInstanceOf(IOException.class);

    assertThat(rule.hits()).isEqualTo(1);
    assertThat(exists("a")).isFalse();
    assertThat(create("a").statusCode()).isEqualTo(201);
  }

  @Test
  void aLostReplyLeavesTheWriteInPlace() throws Exception {
    proxy.once(CREATES, Fault.loseReply());

    assertThatThrownBy(() -> create("a")).isInstanceOf(IOException.class);

    assertThat(exists("a")).isTrue();
    assertThat(create("a").statusCode()).isEqualTo(409);
  }

  @Test
  void answersErrorsInPlaceOfTheServer() throws Exception {
    proxy.once(CREATES, Fault.conflict());
    proxy.once(CREATES, Fault.tooManyRequests(Duration.ofSeconds(7)));
    proxy.once(CREATES, Fault.serverError());
    proxy.once(ApiRequest.lists("configmaps"), Fault.gone());

    HttpResponse<String> conflict = create("a");
    assertThat(conflict.statusCode()).isEqualTo(409);
    assertThat(conflict.body()).contains("\"reason\":\"Conflict\"", "\"code\":409");
    HttpResponse<String> busy = create("a");
    assertThat(busy.statusCode()).isEqualTo(429);
    assertThat(busy.headers().firstValue("Retry-After")).contains("7");
    assertThat(create("a").statusCode()).isEqualTo(500);
    assertThat(exists("a")).isFalse();
    assertThat(http.send(request(path()).build(), BodyHandlers.ofString()).statusCode())
        .isEqualTo(410);
    assertThat(create("a").statusCode()).isEqualTo(201);
  }

  @Test
  void aRuleStrikesSoManyTimesOrWithAProbabilityOrUntilItIsRemoved() throws Exception {
    FaultRule three = proxy.times(3, CREATES, Fault.conflict());
    for (int i = 0; i < 5; i++) {
      create("a" + i);
    }
    assertThat(three.hits()).isEqualTo(3);

    FaultRule half = proxy.sometimes(0.5, CREATES, Fault.conflict());
    for (int i = 0; i < 40; i++) {
      create("b" + i);
    }
    assertThat(half.hits()).isBetween(5L, 35L);
    half.remove();

    FaultRule always = proxy.always(CREATES, Fault.conflict());
    assertThat(create("c").statusCode()).isEqualTo(409);
    always.remove();
    assertThat(create("c").statusCode()).isEqualTo(201);
  }

  @Test
  void aDelayComesOnTopOfAnotherFault() throws Exception {
    FaultRule delay =
        proxy.always(CREATES, Fault.delay(Duration.ofMillis(50), Duration.ofMillis(90)));
    proxy.once(CREATES, Fault.conflict());
    long start = System.nanoTime();

    assertThat(create("a").statusCode()).isEqualTo(409);

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofMillis(50));
    assertThat(delay.hits()).isEqualTo(1);
  }

  @Test
  void streamsAJsonWatchAndExpiresItBetweenTwoEvents() throws Exception {
    proxy.once(WATCHES, Fault.expireWatch(2));
    HttpResponse<InputStream> watch = watch("application/json");
    create("a");
    create("b");
    create("c");

    try (InputStream body = watch.body()) {
      assertThat(line(body)).contains("\"ADDED\"", "\"name\":\"a\"");
      assertThat(line(body)).contains("\"ADDED\"", "\"name\":\"b\"");
      assertThat(line(body)).contains("\"ERROR\"", "\"code\":410");
      assertThat(body.read()).isNegative();
    }
  }

  @Test
  void expiresAnOpenProtobufWatchAtOnce() throws Exception {
    HttpResponse<InputStream> watch = watch(PROTOBUF);
    create("a");
    try (DataInputStream body = new DataInputStream(watch.body())) {
      byte[] event = new byte[body.readInt()];
      body.readFully(event);
      assertThat(new String(event, StandardCharsets.ISO_8859_1)).contains("ADDED", "k8s\0");

      assertThat(proxy.disturbOpenWatches(WATCHES, Fault.expireWatch(0))).isEqualTo(1);

      byte[] error = new byte[body.readInt()];
      body.readFully(error);
      assertThat(new String(error, StandardCharsets.ISO_8859_1)).contains("ERROR", "Expired");
      assertThat(body.read()).isNegative();
    }
  }

  @Test
  void breaksAnOpenWatch() throws Exception {
    HttpResponse<InputStream> watch = watch("application/json");
    try (InputStream body = watch.body()) {
      assertThat(proxy.disturbOpenWatches(WATCHES, Fault.breakWatch(0))).isEqualTo(1);

      assertThatThrownBy(body::read).isInstanceOf(IOException.class);
    }
    Eventually.within(SOON).passes(() -> assertThat(proxy.openWatches(WATCHES)).isZero());
  }

  @Test
  void aStalledWatchLosesNothing() throws Exception {
    Duration silence = Duration.ofMillis(500);
    HttpResponse<InputStream> watch = watch("application/json");
    proxy.disturbOpenWatches(WATCHES, Fault.stallWatch(1, silence));
    long start = System.nanoTime();
    create("a");
    create("b");
    try (InputStream body = watch.body()) {
      assertThat(line(body)).contains("\"name\":\"a\"");
      assertThat(line(body)).contains("\"name\":\"b\"");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(silence);
    }
  }

  @Test
  void anOutageRefusesConnectionsAndCutsOpenWatches() throws Exception {
    HttpResponse<InputStream> watch = watch("application/json");

    proxy.startOutage();

    assertThatThrownBy(() -> create("a")).isInstanceOf(ConnectException.class);
    try (InputStream body = watch.body()) {
      assertThatThrownBy(body::read).isInstanceOf(IOException.class);
    }
    proxy.endOutage();
    assertThat(create("a").statusCode()).isEqualTo(201);

    proxy.outage(Duration.ofMillis(300));
    Eventually.within(SOON).passes(() -> assertThat(create("b").statusCode()).isEqualTo(201));
  }

  @Test
  void anInformerSurvivesWhatHappensToItsWatch() {
    try (KubernetesClient client = proxy.newClient();
        SharedIndexInformer<ConfigMap> informer =
            client.configMaps().inNamespace(CLUSTER.namespace()).inform(new Ignore())) {
      Eventually.within(SOON).passes(() -> assertThat(proxy.openWatches(WATCHES)).isEqualTo(1));
      proxy.disturbOpenWatches(WATCHES, Fault.expireWatch(0));
      CLUSTER
          .client()
          .configMaps()
          .inNamespace(CLUSTER.namespace())
          .resource(new ConfigMapBuilder().withNewMetadata().withName("late").endMetadata().build())
          .create();

      Eventually.within(SOON)
          .passes(() ->
              assertThat(informer.getStore().list())
                  .extracting(map -> map.getMetadata().getName())
                  .contains("late"));
    }
  }

  /** Fabric8 tries a WebSocket first unless told otherwise. */
  @Test
  void aClientThatPrefersWebSocketsFallsBackToHttp() {
    Config config = proxy.clientConfig();
    config.setOnlyHttpWatches(false);
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
        SharedIndexInformer<ConfigMap> informer =
            client.configMaps().inNamespace(CLUSTER.namespace()).inform(new Ignore())) {
      Eventually.within(SOON).passes(() -> assertThat(proxy.openWatches(WATCHES)).isEqualTo(1));
      assertThat(informer.isRunning()).isTrue();
    }
  }

  private static final class Ignore implements ResourceEventHandler<ConfigMap> {
    @Override
    public void onAdd(ConfigMap map) {}

    @Override
    public void onUpdate(ConfigMap before, ConfigMap after) {}

    @Override
    public void onDelete(ConfigMap map, boolean finalStateUnknown) {}
  }
}
