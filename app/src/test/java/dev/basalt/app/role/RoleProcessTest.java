package dev.basalt.app.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.app.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RoleProcessTest {
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final AtomicInteger port = new AtomicInteger();

  private final class Told implements Role {
    private volatile Probe readiness = Probe.fine();

    @Override
    public String name() {
      return "told";
    }

    @Override
    public Probe health() {
      return Probe.fine();
    }

    @Override
    public Probe readiness() {
      return readiness;
    }

    @Override
    public void refreshMetrics() {
      events.add("refreshed");
    }

    @Override
    public void ended() {
      events.add("ended");
    }
  }

  /** What it opens tells how the process answers when its turn to be closed comes. */
  private void open(RoleContext context) {
    port.set(context.port());
    context.connections().onClose(() -> events.add("connection, " + answer("/readyz")));
    context.opened().onClose(() -> events.add("first, " + answer("/readyz")));
    context.opened().onClose(() -> events.add("second, " + answer("/readyz")));
  }

  private Told start(RoleContext context) {
    open(context);
    events.add("starts, " + answer("/readyz") + ", " + answer("/healthz"));
    return new Told();
  }

  private String answer(String path) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              BodyHandlers.ofString());
      return response.statusCode() + " " + response.body().strip();
    } catch (IOException e) {
      return "no answer";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theRoleEndsBeforeTheEndpointsAndTheseBeforeItsConnections() {
    try (RoleProcess<Told> process = new RoleProcess<>(EndpointSettings.loopback(), this::start)) {
      assertThat(process.port()).isEqualTo(port.get());
      assertThat(answer("/readyz")).isEqualTo("200 ok");
      process.role().readiness = Probe.of(List.of("pods: not synced yet", "nodes: away"));
      assertThat(answer("/readyz")).isEqualTo("503 pods: not synced yet\nnodes: away");
      assertThat(answer("/metrics")).contains("jvm_memory_used_bytes");
    }
    assertThat(events)
        .containsExactly(
            "starts, 503 starting, 200 ok",
            "refreshed",
            "second, 503 stopping",
            "first, 503 stopping",
            "ended",
            "connection, no answer");
  }

  @Test
  void aRoleThatCannotStartLeavesNothingOpen() {
    assertThatThrownBy(() ->
            new RoleProcess<Told>(
                EndpointSettings.loopback(),
                context -> {
                  open(context);
                  throw new CommandFailure("no such cluster");
                }))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("no such cluster");
    assertThat(events)
        .containsExactly("second, 503 starting", "first, 503 starting", "connection, no answer");
  }

  @Test
  void aRoleWhosePortIsTakenIsNotStarted() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      EndpointSettings at = new EndpointSettings("127.0.0.1", taken.getLocalPort());
      assertThatThrownBy(() -> new RoleProcess<>(at, this::start))
          .isInstanceOf(CommandFailure.class)
          .hasMessageStartingWith("--metrics-port " + taken.getLocalPort() + " cannot be used: ");
    }
    assertThat(events).isEmpty();
  }
}
