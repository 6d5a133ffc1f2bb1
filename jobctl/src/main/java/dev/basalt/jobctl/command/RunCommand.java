package dev.basalt.jobctl.command;

import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.follow.JobRun;
import dev.basalt.jobctl.follow.Submission;
import dev.basalt.jobctl.view.Documents;
import dev.basalt.jobctl.view.Output;
import dev.basalt.jobctl.view.Screen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Hands in a job and stays with it. */
@Command(
    name = "run",
    description = {
      "Hand in a job, print its logs, and end with its exit code.",
      "Ctrl-C once leaves it alone, twice ends it."
    },
    sortOptions = false)
public final class RunCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();
  @Mixin private RequestOptions request = new RequestOptions();

  @Option(
      names = "--dry-run",
      description = "Print the job's manifest; nothing is sent to the cluster.")
  private boolean dryRun;

  @Option(
      names = "--logs",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Print no logs, only how far it is.")
  private boolean logs = true;

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "The command and its arguments; without one, the image's own.")
  private List<String> command = new ArrayList<>();

  @Override
  public Integer call() {
    Screen screen = connection.screen();
    Map<String, Object> manifest = Submission.manifest(request.fields(command), request.folder());
    if (dryRun) {
      screen.out().print(Documents.text(Output.YAML, manifest));
      return 0;
    }
    String namespace = connection.namespaceOr(Submission.namespace(manifest));
    try (Api api = connection.open()) {
      Submission submission = Submission.create(api, namespace, manifest);
      if (submission.existed()) {
        screen.err().println(submission.existence());
      }
      return new JobRun(api, screen, logs, null, null).attend(submission.job());
    }
  }
}
