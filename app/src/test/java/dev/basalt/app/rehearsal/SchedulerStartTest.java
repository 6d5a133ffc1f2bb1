package dev.basalt.app.rehearsal;

import dev.basalt.app.role.AbsentServer;
import dev.basalt.app.role.EndpointSettings;
import dev.basalt.app.role.FailedStart;
import dev.basalt.app.scheduler.SchedulerOptions;
import dev.basalt.app.scheduler.SchedulerOptions.InspectorEndpoint;
import dev.basalt.app.scheduler.SchedulerRole;
import dev.basalt.cluster.http.ApiAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulerStartTest {
  private final FailedStart failed = new FailedStart("basalt-", "feed-", "engine", "vert");

  @TempDir Path folder;

  @Test
  void aPortThatIsTakenLeavesNothingOpen() throws IOException {
    ApiAccess access = AbsentServer.access(folder);
    failed.ofTakenPort(at -> SchedulerRole.process(access, SchedulerOptions.standard(), at));
  }

  @Test
  void anApiServerThatIsAwayLeavesNothingOpen() throws IOException {
    ApiAccess access = AbsentServer.access(folder);
    failed.says(
        "the API server cannot be used: ",
        () ->
            SchedulerRole.process(
                access, SchedulerOptions.standard(), EndpointSettings.loopback()));
  }

  /** By then there is all of it but the threads that decide. */
  @Test
  void anInspectorThatCannotBeServedLeavesNothingOpen() throws Exception {
    ServerIdentity identity = new ServerIdentity(folder);
    try (StandInApiServer server = new StandInApiServer(identity.serverContext(), 1, 0, 0)) {
      Path kubeconfig = folder.resolve("kubeconfig");
      Files.writeString(kubeconfig, identity.kubeconfig(server.port()));
      ApiAccess access = ApiAccess.kubeconfig(kubeconfig);
      SchedulerOptions options =
          SchedulerOptions.standard()
              .withInspector(new InspectorEndpoint("127.0.0.1", 0, folder.resolve("none")));
      failed.says(
          "--inspector-port 0 cannot be served: ",
          () -> SchedulerRole.process(access, options, EndpointSettings.loopback()));
    }
  }
}
