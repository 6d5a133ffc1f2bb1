package dev.basalt.jobctl.command;

import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.follow.Submission;
import dev.basalt.jobctl.view.Documents;
import dev.basalt.jobctl.view.Output;
import dev.basalt.jobctl.view.Screen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Hands in a job and ends. */
@Command(
    name = "submit",
    description = "Hand in a job. The same again is the same job.",
    sortOptions = false)
public final class SubmitCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();
  @Mixin private RequestOptions request = new RequestOptions();

  @Option(
      names = "--dry-run",
      description = "Print the job's manifest; nothing is sent to the cluster.")
  private boolean dryRun;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "yaml|json",
      description = "Print the whole job.")
  private @Nullable Output output;

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
      screen.out().print(Documents.text(output == null ? Output.YAML : output, manifest));
      return 0;
    }
    String namespace = connection.namespaceOr(Submission.namespace(manifest));
    try (Api api = connection.open()) {
      Submission submission = Submission.create(api, namespace, manifest);
      if (output != null && output.document()) {
        screen.out().print(Documents.object(output, submission.job().json()));
        return 0;
      }
      screen.out().println(submission.job().name());
      screen
          .err()
          .println(
              submission.existed()
                  ? submission.existence()
                  : screen.faint(
                      "submitted; to follow it: jobctl wait " + submission.job().name()));
      return 0;
    }
  }
}
