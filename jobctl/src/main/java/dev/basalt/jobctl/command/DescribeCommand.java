package dev.basalt.jobctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.api.ApiException;
import dev.basalt.jobctl.api.Paths;
import dev.basalt.jobctl.follow.PodState;
import dev.basalt.jobctl.follow.PodStates;
import dev.basalt.jobctl.follow.Progress;
import dev.basalt.jobctl.follow.Waits;
import dev.basalt.jobctl.view.Documents;
import dev.basalt.jobctl.view.JobView;
import dev.basalt.jobctl.view.Output;
import dev.basalt.jobctl.view.Screen;
import dev.basalt.jobctl.view.Times;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells all about a job. */
@Command(
    name = "describe",
    description = "Tell all about a job: what it runs, how far it is, what failed, what happened.")
public final class DescribeCommand implements Callable<Integer> {
  private static final int MOST = 20;

  @Mixin private Connection connection = new Connection();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json|yaml",
      description = "How to print it.")
  private Output output = Output.TABLE;

  @Parameters(paramLabel = "JOB", description = "The job.")
  private String name = "";

  @Override
  public Integer call() {
    Screen screen = connection.screen();
    try (Api api = connection.open()) {
      JobView job = Jobs.find(api, connection.namespace(), name);
      if (output.document()) {
        screen.out().print(Documents.object(output, job.json()));
        return 0;
      }
      head(screen, job);
      spec(screen, job);
      shards(screen, job, PodStates.of(api, job));
      if (job.phase().equals("Pending")) {
        line(screen, "Waits for", Waits.of(api, job).line());
      }
      phases(screen, job);
      events(screen, api, job);
    }
    return 0;
  }

  private static void head(Screen screen, JobView job) {
    Instant now = Instant.now();
    line(screen, "Job", job.namespace() + "/" + job.name());
    String why = job.message().isEmpty() ? job.reason() : job.message();
    line(
        screen,
        "Phase",
        screen.phase(job.phase(), job.phase()) + (why.isEmpty() ? "" : " (" + why + ")"));
    line(screen, "Created", Times.age(job.created(), now) + " ago");
    line(screen, "User", job.user());
    line(screen, "Queue", job.queue());
    line(screen, "Priority", job.priority());
    line(screen, "Zone", job.zone());
    line(screen, "Retry of", job.parent());
    line(screen, "Took", job.duration());
  }

  private static void spec(Screen screen, JobView job) {
    for (JsonNode task : job.tasks()) {
      JsonNode container = task.path("template").path("spec").path("containers").path(0);
      line(
          screen,
          "Task",
          "%s: %d pods of %s"
              .formatted(
                  task.path("name").asText(),
                  task.path("replicas").asInt(),
                  container.path("image").asText()));
      line(screen, "  command", command(container));
      line(screen, "  each", amounts(container.path("resources").path("requests")));
    }
  }

  /**
   * The command as it was given: what looks up the shard is left out, and two dollars stand for
   * one.
   */
  private static String command(JsonNode container) {
    StringBuilder text = new StringBuilder();
    boolean planned = container.path("command").path(3).asText().equals("jobctl");
    int place = 0;
    for (JsonNode word : container.path("command")) {
      if (!planned || place > 3) {
        text.append(text.isEmpty() ? "" : " ").append(word.asText());
      }
      place++;
    }
    for (JsonNode word : container.path("args")) {
      text.append(text.isEmpty() ? "" : " ").append(word.asText());
    }
    return text.toString().replace("$$", "$");
  }

  private static String amounts(JsonNode requests) {
    StringBuilder text = new StringBuilder();
    requests
        .properties()
        .forEach(entry ->
            text.append(text.isEmpty() ? "" : ", ")
                .append(entry.getKey())
                .append(' ')
                .append(entry.getValue().asText()));
    return text.toString();
  }

  private static void shards(Screen screen, JobView job, List<PodState> pods) {
    line(screen, "Shards", Progress.counts(job));
    if (job.minSuccess() > 0 && job.minSuccess() < job.replicas()) {
      line(screen, "", job.minSuccess() + " successes are enough");
    }
    List<PodState> failed = pods.stream().filter(pod -> pod.phase().equals("Failed")).toList();
    for (PodState pod : failed.subList(0, Math.min(MOST, failed.size()))) {
      String dates = job.planned(pod.index()).replaceFirst("^[^=]*=?", "");
      line(
          screen,
          "",
          screen.phase(
              "Failed",
              "shard %d%s failed: %s on %s"
                  .formatted(
                      job.shard(pod.index()),
                      dates.isEmpty() ? "" : " (" + dates + ")",
                      pod.reason(),
                      pod.node())));
    }
    if (failed.size() > MOST) {
      line(screen, "", "and " + (failed.size() - MOST) + " more");
    }
  }

  private static void phases(Screen screen, JobView job) {
    String heading = "Phases";
    for (JsonNode condition : job.conditions()) {
      line(
          screen,
          heading,
          condition.path("lastTransitionTime").asText() + "  " + condition.path("status").asText());
      heading = "";
    }
  }

  private static void events(Screen screen, Api api, JobView job) {
    try {
      List<JsonNode> events = api.list(Paths.events(job.namespace(), job.uid()));
      String heading = "Events";
      for (JsonNode event : events.subList(Math.max(0, events.size() - MOST), events.size())) {
        line(
            screen,
            heading,
            "%s  %s: %s"
                .formatted(
                    event.path("type").asText(),
                    event.path("reason").asText(),
                    event.path("message").asText()));
        heading = "";
      }
    } catch (ApiException e) {
      if (!e.forbidden()) {
        throw e;
      }
      line(screen, "Events", "you may not list events in namespace " + job.namespace());
    }
  }

  /** A line of which nothing is left out but empty ones. */
  private static void line(Screen screen, String heading, String value) {
    if (!value.isEmpty()) {
      screen.out().println(screen.bold("%-10s".formatted(heading)) + " " + value);
    }
  }
}
