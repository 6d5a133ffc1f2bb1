package dev.basalt.app.rehearsal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.app.CommandFailure;
import dev.basalt.app.role.AbsentServer;
import dev.basalt.app.role.EndpointSettings;
import dev.basalt.app.role.NewThreads;
import dev.basalt.app.scheduler.SchedulerOptions;
import dev.basalt.app.scheduler.SchedulerOptions.InspectorEndpoint;
import dev.basalt.app.scheduler.SchedulerRole;
import dev.basalt.cluster.http.ApiAccess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scheduler that cannot start: it must leave nothing that runs. */
class SchedulerStartTest {
  private static final String[] THREADS = {"basalt-", "engine", "feed", "vert", "configuration"};

  @TempDir Path folder;

  @Test
  void aPortThatIsTakenLeavesNothingOpen() throws Exception {
    ApiAccess access = AbsentServer.access(folder);
    NewThreads threads = new NewThreads();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      EndpointSettings at = new EndpointSettings("127.0.0.1", taken.getLocalPort());
      assertThatThrownBy(() -> SchedulerRole.process(access, SchedulerOptions.standard(), at))
          .isInstanceOf(CommandFailure.class)
          .hasMessageStartingWith("--metrics-port " + taken.getLocalPort() + " cannot be used: ");
    }
    threads.awaitNone(THREADS);
  }

  @Test
  void anApiServerThatIsAwayLeavesNothingOpen() throws Exception {
    ApiAccess access = AbsentServer.access(folder);
    NewThreads threads = new NewThreads();
    assertThatThrownBy(() ->
            SchedulerRole.process(access, SchedulerOptions.standard(), EndpointSettings.loopback()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("the API server cannot be used: ");
    threads.awaitNone(THREADS);
  }

  /** By then there is all of it but the threads that decide. */
  @Test
  void anInspectorThatCannotBeServedLeavesNothingOpen() throws Exception {
    ServerIdentity identity = new ServerIdentity(folder);
    NewThreads threads = new NewThreads();
    try (StandInApiServer server = new StandInApiServer(identity.serverContext(), 1, 0, 0)) {
      Path kubeconfig = folder.resolve("kubeconfig");
      Files.writeString(kubeconfig, identity.kubeconfig(server.port()));
      ApiAccess access = ApiAccess.kubeconfig(kubeconfig);
      SchedulerOptions options =
          SchedulerOptions.standard()
              .withInspector(new InspectorEndpoint("127.0.0.1", 0, folder.resolve("none")));
      assertThatThrownBy(() -> SchedulerRole.process(access, options, EndpointSettings.loopback()))
          .isInstanceOf(CommandFailure.class)
          .hasMessageStartingWith("--inspector-port 0 cannot be served: ");
      threads.awaitNone(THREADS);
    }
  }
}
