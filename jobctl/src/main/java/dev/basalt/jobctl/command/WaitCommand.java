package dev.basalt.jobctl.command;

import dev.basalt.jobctl.Failure;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.follow.JobRun;
import dev.basalt.jobctl.request.Lengths;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Waits for a job. */
@Command(
    name = "wait",
    description =
        "Wait until a job has ended, and end with its exit code; 124 if it takes too long.")
public final class WaitCommand implements Callable<Integer> {
  private static final List<String> PHASES =
      List.of("Running", "Completed", "Failed", "Terminated", "Aborted");

  @Mixin private Connection connection = new Connection();

  @Option(names = "--for", paramLabel = "PHASE", description = "A phase that is enough: Running.")
  private @Nullable String goal;

  @Option(names = "--timeout", description = "How long at most: 90s, 2h.")
  private @Nullable String timeout;

  @Option(names = "--logs", description = "Print the logs too.")
  private boolean logs;

  @Parameters(paramLabel = "JOB", description = "The job.")
  private String name = "";

  @Override
  public Integer call() {
    String phase = goal;
    if (phase != null && !PHASES.contains(phase)) {
      throw new Failure(2, "--for " + phase + " is none; use one of " + String.join(", ", PHASES));
    }
    try (Api api = connection.open()) {
      return new JobRun(api, connection.screen(), logs, phase, patience())
          .attend(Jobs.find(api, connection.namespace(), name));
    }
  }

  private @Nullable Duration patience() {
    if (timeout == null) {
      return null;
    }
    long seconds = Lengths.seconds(timeout);
    if (seconds < 0) {
      throw new Failure(2, "--timeout " + timeout + " is no length of time; write such as 90s");
    }
    return Duration.ofSeconds(seconds);
  }
}
