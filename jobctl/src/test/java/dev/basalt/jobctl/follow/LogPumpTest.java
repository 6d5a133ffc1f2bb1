package dev.basalt.jobctl.follow;

import static dev.basalt.jobctl.Objects.job;
import static dev.basalt.jobctl.Objects.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.jobctl.StandIn;
import dev.basalt.jobctl.api.Access;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.view.JobView;
import dev.basalt.jobctl.view.Screen;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogPumpTest {
  private static final String JOBS = "/apis/batch.volcano.sh/v1alpha1/namespaces/team/jobs";
  private static final String PODS = "/api/v1/namespaces/team/pods";

  @TempDir private Path folder = Path.of("");

  @Test
  void aPodMadeAnewUnderItsNameIsFollowedToo() throws InterruptedException {
    String job = job("sweep", "Running", 1, 0, 0).replace("\n", "");
    String first = pod("sweep", 0, "Failed", 137);
    String second = first.replace("pod-0", "pod-0-again");
    StringWriter out = new StringWriter();
    Screen screen =
        new Screen(new PrintWriter(out), new PrintWriter(new StringWriter()), false, false, 80);
    try (StandIn server = new StandIn(folder)) {
      server.list(JOBS, job);
      server.list(PODS, second);
      server.on("GET " + PODS + "/sweep-main-0/log", 200, "2026-01-01T00:00:00Z a line\n");
      try (Api api = new Api(Access.of(server.kubeconfig(), null));
          JobFollower follower = new JobFollower(api, new JobView(Api.parse(job)), true);
          LogPump pump =
              new LogPump(
                  api, follower, LogOptions.ALL, new LiveScreen(screen), pod -> true, false)) {
        pump.take(List.of(PodState.of(Api.parse(first))));
        pump.take(List.of(PodState.of(Api.parse(first))));
        pump.drain(Duration.ofSeconds(30));
        pump.take(List.of(PodState.of(Api.parse(second))));
        pump.drain(Duration.ofSeconds(30));
      }
    }

    assertThat(out.toString().lines()).containsExactly("a line", "a line");
  }
}
