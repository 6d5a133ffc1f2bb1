package dev.basalt.jobctl.command;

import dev.basalt.jobctl.Failure;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.follow.Commands;
import dev.basalt.jobctl.view.JobView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lets a suspended job go on. */
@Command(name = "resume", description = "Let a suspended job go on: all its shards begin anew.")
public final class ResumeCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Parameters(paramLabel = "JOB", description = "The job.")
  private String name = "";

  @Override
  public Integer call() {
    String namespace = connection.namespace();
    try (Api api = connection.open()) {
      JobView job = Jobs.find(api, namespace, name);
      if (job.finished()) {
        throw new Failure(
            "job \"%s\" has ended: %s; to run its failed shards anew: jobctl retry --failed %s"
                .formatted(name, job.phase(), name));
      }
      if (!job.suspended()) {
        throw new Failure("job \"" + name + "\" is not suspended, it is " + job.phase());
      }
      Commands.job(api, namespace, name, job.uid(), "ResumeJob", "resumed with jobctl resume");
    }
    connection.screen().out().println(name + " goes on");
    return 0;
  }
}
