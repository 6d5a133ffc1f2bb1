package dev.basalt.controllers.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.Json;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlowProbesTest {
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final List<String> addresses = new ArrayList<>();
  private final FlowProbes probes =
      new FlowProbes(
          new Writer(
              request -> {
                asked.add(request.path());
                return CompletableFuture.completedFuture(
                    new ApiResponse(200, Json.bytes(pods()), null));
              },
              Fence.none(),
              Clock.system()),
          // A machine that is busy must not look like a pod that does not answer.
          Duration.ofMinutes(1));
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          heard.add(
              exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Token"));
          int status = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    probes.close();
    server.stop(0);
  }

  @Test
  void enoughPodsMustAnswerWell() throws InterruptedException {
    assertThat(probes.passes(http(1, "/200"))).as("no pod").isFalse();
    addresses.add("127.0.0.1");
    assertThat(probes.passes(http(1, "/200"))).isTrue();
    assertThat(probes.passes(http(2, "/200"))).as("too few pods").isFalse();
    assertThat(asked.getLast())
        .isEqualTo(
            "/api/v1/namespaces/team/pods?labelSelector="
                + "volcano.sh%2Fjob-name%3Ddaily-a%2Cvolcano.sh%2Ftask-spec%3Dps"
                + "&fieldSelector=status.phase%3DRunning");
    assertThat(heard).containsExactly("/200 secret");
  }

  @Test
  void anErrorIsNoGoodAnswerAndARedirectionIs() throws InterruptedException {
    addresses.add("127.0.0.1");

    assertThat(probes.passes(http(1, "/302"))).isTrue();
    assertThat(probes.passes(http(1, "/404"))).isFalse();
    assertThat(probes.passes(http(1, "/503"))).isFalse();
    assertThat(probes.passes(http(1, "/no path"))).isFalse();
  }

  @Test
  void aPortIsOpenOrNot() throws IOException, InterruptedException {
    addresses.add("127.0.0.1");
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
      assertThat(probes.passes(ask(1, new FlowCheck.Tcp("f", "ps", closed)))).isTrue();
    }
    assertThat(probes.passes(ask(1, new FlowCheck.Tcp("f", "ps", closed)))).isFalse();
  }

  @Test
  void ofManyPodsTheFirstSpeakForAll() throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      addresses.add("127.0.0.1");
    }

    assertThat(probes.passes(http(150, "/200"))).isTrue();
    assertThat(heard).hasSize(32);
  }

  private FlowPlan.Ask http(int enough, String path) {
    return ask(
        enough,
        new FlowCheck.Http("f", "ps", path, server.getAddress().getPort(), "Token", "secret"));
  }

  private static FlowPlan.Ask ask(int enough, FlowCheck check) {
    return new FlowPlan.Ask(new ObjectKey("team", "daily-a"), "u", enough, check);
  }

  private ObjectNode pods() {
    ObjectNode list = Json.object();
    ArrayNode items = list.putArray("items");
    for (String address : addresses) {
      ObjectNode pod = items.addObject();
      pod.putObject("metadata").put("name", "pod");
      pod.putObject("status").put("podIP", address);
    }
    ObjectNode leaving = items.addObject();
    leaving.putObject("metadata").put("deletionTimestamp", "2026-11-01T00:00:00Z");
    leaving.putObject("status").put("podIP", "127.0.0.1");
    items.addObject().putObject("status");
    return list;
  }
}
