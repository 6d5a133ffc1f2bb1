package dev.basalt.jobctl.command;

import dev.basalt.jobctl.Failure;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.follow.Commands;
import dev.basalt.jobctl.view.JobView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Stops a job so that it can be resumed. */
@Command(
    name = "suspend",
    description = "Stop a job's pods, and give its room to others, until it is resumed.")
public final class SuspendCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Parameters(paramLabel = "JOB", description = "The job.")
  private String name = "";

  @Override
  public Integer call() {
    String namespace = connection.namespace();
    try (Api api = connection.open()) {
      JobView job = Jobs.find(api, namespace, name);
      if (job.finished()) {
        throw new Failure("job \"" + name + "\" has ended already: " + job.phase());
      }
      if (!job.suspended()) {
        Commands.job(api, namespace, name, job.uid(), "AbortJob", "suspended with jobctl suspend");
      }
    }
    connection.screen().out().println(name + " is suspended");
    return 0;
  }
}
