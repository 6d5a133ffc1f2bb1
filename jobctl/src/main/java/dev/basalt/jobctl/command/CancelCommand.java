package dev.basalt.jobctl.command;

import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.api.Names;
import dev.basalt.jobctl.api.Paths;
import dev.basalt.jobctl.follow.Commands;
import dev.basalt.jobctl.view.JobView;
import dev.basalt.jobctl.view.Screen;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends jobs. */
@Command(
    name = "cancel",
    description = "End jobs for good. They stay to be looked at; --delete removes them.")
public final class CancelCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Option(names = "--delete", description = "Remove them, with their pods and logs.")
  private boolean delete;

  @Parameters(paramLabel = "JOB", arity = "1..*", description = "The jobs.")
  private List<String> names = new ArrayList<>();

  @Override
  public Integer call() {
    Screen screen = connection.screen();
    String namespace = connection.namespace();
    names.forEach(name -> Names.checked("job", name));
    try (Api api = connection.open()) {
      for (String name : names) {
        JobView job = Jobs.find(api, namespace, name);
        screen.out().println(cancel(api, namespace, job));
      }
    }
    return 0;
  }

  private String cancel(Api api, String namespace, JobView job) {
    if (delete) {
      api.delete(Paths.jobs(namespace), job.name());
      return job.name() + " is removed";
    }
    if (job.finished()) {
      return job.name() + " has ended already: " + job.phase();
    }
    if (job.suspended()) {
      return job.name()
          + " is suspended and runs nothing; to remove it: jobctl cancel --delete "
          + job.name();
    }
    Commands.job(
        api, namespace, job.name(), job.uid(), "TerminateJob", "cancelled with jobctl cancel");
    return job.name() + " is being cancelled";
  }
}
