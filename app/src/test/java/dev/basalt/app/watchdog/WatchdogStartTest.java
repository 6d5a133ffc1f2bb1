package dev.basalt.app.watchdog;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.app.CommandFailure;
import dev.basalt.app.role.AbsentServer;
import dev.basalt.app.role.EndpointSettings;
import dev.basalt.app.role.NewThreads;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.watchdog.capability.CapabilityOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watchdog that cannot start: it must leave nothing that runs. */
class WatchdogStartTest {
  private static final String[] THREADS = {
    "basalt-", "watchdog", "controllers-caretaker", "HttpClient", "vert"
  };
  private static final WatchdogOptions OPTIONS =
      new WatchdogOptions(
          true, "basalt-system", null, List.of(), Set.of("basalt"), CapabilityOptions.standard());

  @TempDir Path folder;

  @Test
  void aPortThatIsTakenLeavesNothingOpen() throws Exception {
    ApiAccess access = AbsentServer.access(folder);
    NewThreads threads = new NewThreads();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      EndpointSettings at = new EndpointSettings("127.0.0.1", taken.getLocalPort());
      assertThatThrownBy(() -> WatchdogRole.process(access, OPTIONS, at))
          .isInstanceOf(CommandFailure.class)
          .hasMessageStartingWith("--metrics-port " + taken.getLocalPort() + " cannot be used: ");
    }
    threads.awaitNone(THREADS);
  }

  @Test
  void anApiServerThatIsAwayLeavesNothingOpen() throws Exception {
    ApiAccess access = AbsentServer.access(folder);
    NewThreads threads = new NewThreads();
    assertThatThrownBy(() -> WatchdogRole.process(access, OPTIONS, EndpointSettings.loopback()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("the API server cannot be used: ");
    threads.awaitNone(THREADS);
  }
}
