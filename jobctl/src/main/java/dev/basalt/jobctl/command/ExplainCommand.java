package dev.basalt.jobctl.command;

import dev.basalt.inspector.AnswerText;
import dev.basalt.inspector.InspectorClient;
import dev.basalt.inspector.v1.Explanation;
import dev.basalt.jobctl.Failure;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.follow.Waits;
import dev.basalt.jobctl.view.JobView;
import dev.basalt.jobctl.view.Screen;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says why a job waits. */
@Command(
    name = "explain",
    description = {
      "Say why a job waits, with numbers.",
      "With the scheduler's inspector also: each rule, the nodes, its place in the queue, what helps."
    })
public final class ExplainCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Option(
      names = "--inspector",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:BASALT_INSPECTOR}",
      description = "The scheduler's inspector; also in BASALT_INSPECTOR.")
  private @Nullable String inspector;

  @Option(
      names = "--inspector-ca",
      paramLabel = "FILE",
      defaultValue = "${env:BASALT_INSPECTOR_CA}",
      description = "Certificates to trust, in PEM; also in BASALT_INSPECTOR_CA.")
  private @Nullable Path authorities;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Your Kubernetes token for it; without it, that of the kubeconfig.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--dry-run",
      description = "Tell also what would be evicted for it; nothing is changed.")
  private boolean dryRun;

  @Parameters(paramLabel = "JOB", description = "The job.")
  private String name = "";

  @Override
  public Integer call() {
    Screen screen = connection.screen();
    try (Api api = connection.open()) {
      JobView job = Jobs.find(api, connection.namespace(), name);
      Waits waits = Waits.of(api, job);
      if (inspector != null && !inspector.isEmpty() && !waits.group().isEmpty()) {
        screen.out().print(asked(inspector, job.namespace(), waits.group()));
        return 0;
      }
      told(screen, job, waits);
    }
    return 0;
  }

  private static void told(Screen screen, JobView job, Waits waits) {
    line(screen, "Job", job.namespace() + "/" + job.name());
    line(screen, "Queue", job.queue());
    line(screen, "Phase", job.phase() + (waits.phase().isEmpty() ? "" : ", " + waits.phase()));
    String why = waits.line();
    if (why.isEmpty()) {
      line(
          screen,
          "Waits for",
          job.finished() || job.phase().equals("Running") ? "nothing" : "nothing that is said yet");
      return;
    }
    line(screen, job.finished() ? "Because" : "Waits for", waits.reason());
    line(screen, "", waits.message());
    waits.pods().forEach((message, pods) -> line(screen, "Pods", pods + " say: " + message));
    if (!job.finished()) {
      line(
          screen,
          "More",
          "with --inspector HOST:PORT, the scheduler tells each rule and its numbers");
    }
  }

  private String asked(String target, String namespace, String group) {
    try (InspectorClient client = new InspectorClient(target, authorities, token())) {
      Explanation explanation =
          dryRun ? client.dryRun(namespace, group) : client.explain(namespace, group);
      return AnswerText.explanation(explanation);
    } catch (StatusRuntimeException e) {
      throw new Failure("inspector " + target + ": " + InspectorClient.reason(e));
    } catch (IOException e) {
      throw new Failure("--inspector-ca " + authorities + " cannot be read: " + e.getMessage());
    }
  }

  private @Nullable String token() {
    if (tokenFile == null) {
      return connection.access().token();
    }
    try {
      return Files.readString(tokenFile).strip();
    } catch (IOException e) {
      throw new Failure("--token-file " + tokenFile + " cannot be read");
    }
  }

  private static void line(Screen screen, String heading, String value) {
    if (!value.isEmpty()) {
      screen.out().println("%-11s %s".formatted(heading, value));
    }
  }
}
