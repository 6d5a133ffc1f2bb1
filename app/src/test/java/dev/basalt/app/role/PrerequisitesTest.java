package dev.basalt.app.role;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.basalt.app.CommandFailure;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PrerequisitesTest {
  private HttpServer server;
  private KubernetesClient client;
  private volatile int code = 200;
  private volatile String body = "";
  private volatile Runnable onRequest = () -> {};

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(code, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
          onRequest.run();
        });
    server.start();
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
            .withRequestRetryBackoffLimit(0)
            .build();
    client = new KubernetesClientBuilder().withConfig(config).build();
  }

  @AfterEach
  void close() {
    client.close();
    server.stop(0);
  }

  @Test
  void aClusterThatServesBothKindsWillDo() {
    body = resources("podgroups", "queues", "queues/status");
    assertThatCode(new Prerequisites(client, Duration.ZERO)::requireDefinitions)
        .doesNotThrowAnyException();
  }

  @Test
  void aKindThatIsServedALittleLaterIsWaitedFor() {
    body = resources("queues");
    onRequest = () -> body = resources("podgroups", "queues");
    assertThatCode(new Prerequisites(client, Duration.ofMinutes(1))::requireDefinitions)
        .doesNotThrowAnyException();
  }

  @Test
  void aClusterWithoutTheGroupIsToldHowToGetIt() {
    code = 404;
    body = "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"code\":404,\"reason\":\"NotFound\"}";
    assertThatThrownBy(new Prerequisites(client, Duration.ZERO)::requireDefinitions)
        .isInstanceOf(CommandFailure.class)
        .hasMessage(
            "the cluster does not know podgroups of scheduling.volcano.sh/v1beta1; define them"
                + " with: ./basalt crds --apply --kubeconfig FILE");
  }

  @Test
  void aClusterThatLacksOneKindIsToldWhich() {
    body = resources("podgroups");
    assertThatThrownBy(new Prerequisites(client, Duration.ZERO)::requireDefinitions)
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("does not know queues");
  }

  @Test
  void anApiServerThatRefusesIsNamed() {
    code = 403;
    body = "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"code\":403,\"message\":\"not you\"}";
    assertThatThrownBy(new Prerequisites(client, Duration.ZERO)::requireDefinitions)
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("the API server cannot be used");
  }

  private static String resources(String... names) {
    String items =
        Arrays.stream(names)
            .map(name -> "{\"name\":\"" + name + "\"}")
            .collect(Collectors.joining(","));
    return "{\"kind\":\"APIResourceList\",\"apiVersion\":\"v1\","
        + "\"groupVersion\":\"scheduling.volcano.sh/v1beta1\",\"resources\":["
        + items
        + "]}";
  }
}
