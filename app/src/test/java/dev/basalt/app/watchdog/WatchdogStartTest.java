package dev.basalt.app.watchdog;

import dev.basalt.app.role.AbsentServer;
import dev.basalt.app.role.EndpointSettings;
import dev.basalt.app.role.FailedStart;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.core.event.UserSource;
import dev.basalt.watchdog.capability.CapabilityOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchdogStartTest {
  private static final WatchdogOptions OPTIONS =
      new WatchdogOptions(
          true,
          "basalt-system",
          "basalt-system",
          null,
          null,
          List.of(),
          Set.of("basalt"),
          UserSource.USER_ANNOTATION,
          CapabilityOptions.standard());

  private final FailedStart failed =
      new FailedStart("basalt-", "watchdog", "controllers-caretaker", "HttpClient", "vert");

  @Test
  void aPortThatIsTakenLeavesNothingOpen(@TempDir Path folder) throws IOException {
    ApiAccess access = AbsentServer.access(folder);
    failed.ofTakenPort(at -> WatchdogRole.process(access, OPTIONS, at));
  }

  @Test
  void anApiServerThatIsAwayLeavesNothingOpen(@TempDir Path folder) throws IOException {
    ApiAccess access = AbsentServer.access(folder);
    failed.says(
        "the API server cannot be used: ",
        () -> WatchdogRole.process(access, OPTIONS, EndpointSettings.loopback()));
  }
}
