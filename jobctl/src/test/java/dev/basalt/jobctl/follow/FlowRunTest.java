package dev.basalt.jobctl.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.jobctl.Failure;
import dev.basalt.jobctl.StandIn;
import dev.basalt.jobctl.api.Access;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.view.Screen;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlowRunTest {
  private static final String FLOW =
      "GET /apis/flow.volcano.sh/v1alpha1/namespaces/team/jobflows/nightly";

  @TempDir private Path folder = Path.of("");
  private final StringWriter err = new StringWriter();
  private StandIn server;

  @BeforeEach
  void start() {
    server = new StandIn(folder);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aServerThatIsAwayForAWhileDoesNotEndIt() {
    AtomicInteger times = new AtomicInteger();
    server.on(
        FLOW,
        exchange -> {
          switch (times.incrementAndGet()) {
            case 1 -> StandIn.send(exchange, 200, flow("Running"));
            case 2, 3 -> StandIn.send(exchange, 503, "{\"message\":\"starting\"}");
            case 4 -> exchange.close(); // no answer
            default -> StandIn.send(exchange, 200, flow("Succeed"));
          }
        });

    assertThat(attend(Interrupts::new)).isZero();
    assertThat(err.toString().lines())
        .containsExactly(
            "nightly is Running",
            "starting; it is asked again until it answers",
            "nightly is Succeed");
  }

  @Test
  void ctrlCLeavesItAloneAndSaysHowToGoOn() {
    server.on(FLOW, 200, flow("Running"));

    int code =
        attend(() -> {
          Interrupts interrupts = new Interrupts();
          interrupts.press();
          return interrupts;
        });

    assertThat(code).isEqualTo(JobRun.INTERRUPTED);
    assertThat(err.toString()).contains("goes on").contains("jobctl flow cancel nightly");
  }

  @Test
  void whatIsDeletedOrMayNotBeReadEndsIt() {
    assertThatThrownBy(() -> attend(Interrupts::new))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("was deleted");
    server.on(FLOW, 403, "{\"message\":\"no\"}");
    assertThatThrownBy(() -> attend(Interrupts::new)).hasMessageContaining("no");
  }

  private int attend(Supplier<Interrupts> ctrlC) {
    Screen screen =
        new Screen(new PrintWriter(new StringWriter()), new PrintWriter(err), false, false, 80);
    try (Api api = new Api(Access.of(server.kubeconfig(), null))) {
      return new FlowRun(api, screen, "team", "nightly", ctrlC, Duration.ofMillis(5)).attend();
    }
  }

  private static String flow(String phase) {
    return "{\"status\":{\"state\":{\"phase\":\"" + phase + "\"}}}";
  }
}
