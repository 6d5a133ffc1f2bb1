package dev.basalt.jobctl.command;

import dev.basalt.jobctl.Failure;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.follow.JobRun;
import dev.basalt.jobctl.follow.PodStates;
import dev.basalt.jobctl.follow.Retry;
import dev.basalt.jobctl.follow.Submission;
import dev.basalt.jobctl.request.ShardChoice;
import dev.basalt.jobctl.view.Documents;
import dev.basalt.jobctl.view.JobView;
import dev.basalt.jobctl.view.Output;
import dev.basalt.jobctl.view.Screen;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a job anew, or only its failed shards. */
@Command(
    name = "retry",
    description = {
      "Run a job anew, or only its failed shards, as a job of its own named JOB-r1, JOB-r2, ...",
      "Options of the request change it: jobctl retry --failed --memory 8Gi sweep"
    },
    sortOptions = false)
public final class RetryCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Option(names = "--failed", description = "Only the shards that failed.")
  private boolean failed;

  @Option(
      names = {"-s", "--shard"},
      paramLabel = "3,7-9",
      description = "Only these shards.")
  private @Nullable String shards;

  @Option(names = "--wait", description = "Stay with it as run does.")
  private boolean wait;

  @Option(names = "--dry-run", description = "Print the job's manifest; nothing is sent.")
  private boolean dryRun;

  @Parameters(paramLabel = "JOB", description = "The job that failed.")
  private String name = "";

  @Mixin private RequestOptions changes = new RequestOptions();

  @Override
  public Integer call() {
    Screen screen = connection.screen();
    String namespace = connection.namespace();
    try (Api api = connection.open()) {
      JobView job = Jobs.find(api, namespace, name);
      Map<String, Object> manifest = manifest(api, namespace, job, chosen(api, job));
      if (dryRun) {
        screen.out().print(Documents.text(Output.YAML, manifest));
        return 0;
      }
      Submission submission = Submission.create(api, namespace, manifest);
      screen.out().println(submission.job().name());
      if (submission.existed()) {
        screen.err().println(submission.existence());
      }
      return wait
          ? new JobRun(api, screen, true, null, null).attend(submission.job())
          : Integer.valueOf(0);
    }
  }

  /** The same retry twice is one job; another one of the same job takes the next free number. */
  private Map<String, Object> manifest(
      Api api, String namespace, JobView job, List<Integer> chosen) {
    for (int attempt = job.attempt() + 1; ; attempt++) {
      Map<String, Object> fields = changes.changing(Retry.request(job, chosen, attempt));
      Map<String, Object> manifest = Submission.manifest(fields, Path.of(""));
      if (changes.named() || !Submission.taken(api, namespace, manifest, changes.again())) {
        return manifest;
      }
    }
  }

  private List<Integer> chosen(Api api, JobView job) {
    if (failed) {
      return Retry.failed(job, PodStates.of(api, job));
    }
    if (shards == null) {
      return List.of();
    }
    Set<Integer> chosen = ShardChoice.parse(shards);
    if (chosen == null) {
      throw new Failure(2, "--shard " + shards + " chooses none; write such as 3,7-9");
    }
    return List.copyOf(chosen);
  }
}
