package dev.basalt.app.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.app.CommandFailure;
import dev.basalt.app.Role;
import dev.basalt.app.scheduler.HttpEndpoints.Probe;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RolesProcessTest {
  private static final Probe FINE = new Probe(true, "ok\n");

  private final List<String> ended = new CopyOnWriteArrayList<>();

  /** A role whose probes answer what they are told to. */
  private final class Played implements Role {
    private final String name;
    private volatile Probe health = FINE;
    private volatile Probe readiness = FINE;

    Played(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Probe health() {
      return health;
    }

    @Override
    public Probe readiness() {
      return readiness;
    }

    @Override
    public void refreshMetrics() {}

    @Override
    public void close() {
      ended.add(name);
    }
  }

  private static RolesProcess process(RolesProcess.Start... starts) throws InterruptedException {
    return new RolesProcess(List.of(starts), "127.0.0.1", 0, Duration.ofMillis(10));
  }

  private static HttpResponse<String> get(RolesProcess process, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + process.port() + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static Role counted(PrometheusMeterRegistry registry, Role role) {
    Counter.builder("test." + role.name()).register(registry).increment();
    return role;
  }

  @Test
  void allRolesAnswerOnOnePortAndAComplaintNamesItsRole() throws Exception {
    Played a = new Played("a");
    Played b = new Played("b");
    try (RolesProcess process =
        process(registry -> counted(registry, a), registry -> counted(registry, b))) {
      assertThat(get(process, "/readyz").body()).isEqualTo("ok\n");
      b.readiness = new Probe(false, "pods: not synced yet\n");
      assertThat(get(process, "/readyz").statusCode()).isEqualTo(503);
      assertThat(get(process, "/readyz").body()).isEqualTo("b: pods: not synced yet\n");
      assertThat(get(process, "/metrics").body())
          .contains("test_a_total 1.0", "test_b_total 1.0", "jvm_memory_used_bytes");
    }
    assertThat(ended).containsExactly("b", "a");
  }

  @Test
  void aRoleThatDoesNotLiveEndsTheWait() throws Exception {
    Played a = new Played("a");
    Played b = new Played("b");
    try (RolesProcess process = process(registry -> a, registry -> b)) {
      a.health = new Probe(false, "engine: no turn for 31 s\n");
      assertThat(process.await()).isEqualTo("a: engine: no turn for 31 s");
    }
  }

  @Test
  void aRoleThatCannotStartEndsThoseThatHave() {
    assertThatThrownBy(() ->
            process(
                registry -> new Played("a"),
                registry -> {
                  throw new CommandFailure("no such cluster");
                }))
        .isInstanceOf(CommandFailure.class);
    assertThat(ended).containsExactly("a");
  }

  @Test
  void rolesThatAreNamedAreTheOnlyOnes() {
    AllInOneCommand command = new AllInOneCommand();
    CommandLine line = new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true);
    assertThat(command.roles()).hasSize(RoleName.values().length);
    line.parseArgs("--roles", "webhook,controllers");
    assertThat(command.roles()).containsExactlyInAnyOrder(RoleName.CONTROLLERS, RoleName.WEBHOOK);
  }
}
