package dev.basalt.app.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.app.CommandFailure;
import io.micrometer.core.instrument.Counter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class RolesProcessTest {
  private final List<String> ended = new CopyOnWriteArrayList<>();

  private RolesProcess process(Role.Start<?>... starts) {
    return new RolesProcess(EndpointSettings.loopback(), List.of(starts), Duration.ofMillis(10));
  }

  private Role.Start<PlayedRole> starts(PlayedRole role) {
    return context -> {
      context.opened().onClose(() -> ended.add(role.name()));
      Counter.builder("test." + role.name()).register(context.registry()).increment();
      return role;
    };
  }

  private static HttpResponse<String> get(RolesProcess process, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + process.port() + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void allRolesAnswerOnOnePortAndAComplaintNamesItsRole() throws Exception {
    PlayedRole a = new PlayedRole("a");
    PlayedRole b = new PlayedRole("b");
    try (RolesProcess process = process(starts(a), starts(b))) {
      assertThat(get(process, "/readyz").body()).isEqualTo("ok\n");
      b.readiness = Probe.of("pods: not synced yet");
      assertThat(get(process, "/readyz").statusCode()).isEqualTo(503);
      assertThat(get(process, "/readyz").body()).isEqualTo("b: pods: not synced yet\n");
      assertThat(get(process, "/metrics").body())
          .contains("test_a_total 1.0", "test_b_total 1.0", "jvm_memory_used_bytes");
    }
    assertThat(ended).containsExactly("b", "a");
  }

  @Test
  void aRoleThatDoesNotLiveEndsTheWait() throws Exception {
    PlayedRole a = new PlayedRole("a");
    PlayedRole b = new PlayedRole("b");
    try (RolesProcess process = process(starts(a), starts(b))) {
      a.health = Probe.of("engine: no turn for 31 s");
      assertThat(process.await()).isEqualTo("a: engine: no turn for 31 s");
    }
  }

  @Test
  void aRoleThatCannotStartEndsThoseThatHave() {
    assertThatThrownBy(() ->
            process(
                starts(new PlayedRole("a")),
                context -> {
                  throw new CommandFailure("no such cluster");
                }))
        .isInstanceOf(CommandFailure.class);
    assertThat(ended).containsExactly("a");
  }
}
