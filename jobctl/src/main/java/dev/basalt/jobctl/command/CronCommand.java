package dev.basalt.jobctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.jobctl.Failure;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.api.ApiException;
import dev.basalt.jobctl.api.Names;
import dev.basalt.jobctl.api.Paths;
import dev.basalt.jobctl.follow.Submission;
import dev.basalt.jobctl.manifest.JobNames;
import dev.basalt.jobctl.manifest.JsonText;
import dev.basalt.jobctl.view.Documents;
import dev.basalt.jobctl.view.Output;
import dev.basalt.jobctl.view.Screen;
import dev.basalt.jobctl.view.Table;
import dev.basalt.jobctl.view.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Jobs at the times of a schedule. */
@Command(
    name = "cron",
    description = "List, create, suspend, resume and trigger jobs of a schedule.")
public final class CronCommand extends Group {
  private static final int LONGEST_NAME = 52;

  @Command(
      name = "list",
      aliases = {"ls"},
      description = "List them.")
  int list(@Mixin Connection connection, @Mixin ListOptions options) {
    Output output = options.output();
    Screen screen = connection.screen();
    try (Api api = connection.open()) {
      List<JsonNode> crons = api.list(Paths.cronJobs(options.namespace(connection)));
      if (output.document()) {
        screen.out().print(Documents.list(output, crons));
        return 0;
      }
      Table table =
          new Table(
              List.of("NAMESPACE", "NAME", "SCHEDULE", "STATE", "ACTIVE", "LAST", "SUCCEEDED"));
      Instant now = Instant.now();
      for (JsonNode cron : crons) {
        JsonNode status = cron.path("status");
        table.row(
            List.of(
                cron.path("metadata").path("namespace").asText(),
                cron.path("metadata").path("name").asText(),
                schedule(cron.path("spec")),
                cron.path("spec").path("suspend").asBoolean() ? "Suspended" : "Open",
                Integer.toString(status.path("active").size()),
                Times.age(Times.parse(status.path("lastScheduleTime").asText()), now),
                Times.age(Times.parse(status.path("lastSuccessfulTime").asText()), now)));
      }
      table.print(screen);
    }
    return 0;
  }

  private static String schedule(JsonNode spec) {
    String zone = spec.path("timeZone").asText();
    return spec.path("schedule").asText() + (zone.isEmpty() ? "" : " " + zone);
  }

  @Command(
      name = "create",
      sortOptions = false,
      description = "Create one: a schedule, and the options or the file of a job.")
  int create(
      @Mixin Connection connection,
      @Option(
              names = "--schedule",
              required = true,
              paramLabel = "\"M H D M W\"",
              description = "When, as a cron expression of five fields.")
          String schedule,
      @Option(names = "--cron-time-zone", description = "Of the schedule: Asia/Shanghai.")
          @Nullable String zone,
      @Option(
              names = "--concurrency",
              paramLabel = "Allow|Forbid|Replace",
              description = "What happens if the last job still runs.")
          @Nullable String concurrency,
      @Option(names = "--suspended", description = "Make no jobs until it is resumed.")
          boolean suspended,
      @Option(names = "--dry-run", description = "Print its manifest; nothing is sent.")
          boolean dryRun,
      @Mixin RequestOptions request,
      @Parameters(index = "0", paramLabel = "NAME", description = "Its name.") String name,
      @Parameters(
              index = "1..*",
              paramLabel = "COMMAND",
              parameterConsumer = Rest.class,
              description = "The command and its arguments; without one, the image's own.")
          @Nullable List<String> command) {
    Names.checked("cron job", name);
    if (name.length() > LONGEST_NAME) {
      throw new Failure(
          2, "NAME has %d characters; it may have %d".formatted(name.length(), LONGEST_NAME));
    }
    request.sameEachTime();
    Map<String, Object> fields = request.fields(command == null ? new ArrayList<>() : command);
    fields.remove("name");
    Map<String, Object> job = Submission.manifest(fields, request.folder());
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("schedule", schedule);
    RequestOptions.put(spec, "timeZone", zone);
    RequestOptions.put(spec, "concurrencyPolicy", concurrency);
    RequestOptions.put(spec, "suspend", suspended ? true : null);
    Map<String, Object> cron = cron(name, job, spec);
    Screen screen = connection.screen();
    if (dryRun) {
      screen.out().print(Documents.text(Output.YAML, cron));
      return 0;
    }
    String namespace = connection.namespaceOr(Submission.namespace(job));
    try (Api api = connection.open()) {
      api.create(Paths.cronJobs(namespace), JsonText.of(Submission.in(namespace, cron)));
    } catch (ApiException e) {
      if (e.status() == 409) {
        throw new Failure("\"" + name + "\" exists already; see: jobctl cron list");
      }
      throw e;
    }
    screen.out().println(name);
    return 0;
  }

  /** What follows the first word of the command belongs to it, options too. */
  static final class Rest implements IParameterConsumer {
    @Override
    @SuppressWarnings("JdkObsolete") // picocli hands over a Stack
    public void consumeParameters(Stack<String> words, ArgSpec argument, CommandSpec command) {
      List<String> rest = new ArrayList<>();
      while (!words.isEmpty()) {
        rest.add(words.pop());
      }
      argument.setValue(rest);
    }
  }

  private static Map<String, Object> cron(
      String name, Map<String, Object> job, Map<String, Object> spec) {
    Map<String, Object> template = new LinkedHashMap<>();
    template.put("metadata", kept(job));
    RequestOptions.put(template, "spec", job.get("spec"));
    spec.put("jobTemplate", template);
    Map<String, Object> cron = new LinkedHashMap<>();
    cron.put("apiVersion", "batch.volcano.sh/v1alpha1");
    cron.put("kind", "CronJob");
    cron.put("metadata", new LinkedHashMap<>(Map.of("name", name)));
    cron.put("spec", spec);
    return cron;
  }

  /** Labels and annotations of the jobs; each time is a submission of its own. */
  private static Map<String, Object> kept(Map<String, Object> job) {
    Map<String, Object> kept = new LinkedHashMap<>();
    if (job.get("metadata") instanceof Map<?, ?> metadata) {
      if (metadata.get("labels") instanceof Map<?, ?> labels) {
        Map<Object, Object> all = new LinkedHashMap<>(labels);
        all.remove(JobNames.SUBMISSION);
        kept.put("labels", all);
      }
      RequestOptions.put(kept, "annotations", metadata.get("annotations"));
    }
    return kept;
  }

  @Command(name = "suspend", description = "Make no more jobs for now.")
  int suspend(
      @Mixin Connection connection,
      @Parameters(paramLabel = "NAME", description = "Its name.") String name) {
    pause(connection, name, true);
    connection.screen().out().println(name + " is suspended");
    return 0;
  }

  @Command(name = "resume", description = "Make jobs again.")
  int resume(
      @Mixin Connection connection,
      @Parameters(paramLabel = "NAME", description = "Its name.") String name) {
    pause(connection, name, false);
    connection.screen().out().println(name + " goes on");
    return 0;
  }

  private static void pause(Connection connection, String name, boolean suspend) {
    String namespace = connection.namespace();
    try (Api api = connection.open()) {
      Jobs.find(api, "cron job", Paths.cronJobs(namespace), namespace, name);
      api.patch(
          Paths.cronJobs(namespace), name, JsonText.of(Map.of("spec", Map.of("suspend", suspend))));
    }
  }

  @Command(name = "trigger", description = "Make one job now, whatever the schedule says.")
  int trigger(
      @Mixin Connection connection,
      @Parameters(paramLabel = "NAME", description = "Its name.") String name) {
    String namespace = connection.namespace();
    try (Api api = connection.open()) {
      JsonNode cron = Jobs.find(api, "cron job", Paths.cronJobs(namespace), namespace, name);
      JsonNode template = cron.path("spec").path("jobTemplate");
      Map<String, Object> owner = new LinkedHashMap<>();
      owner.put("apiVersion", "batch.volcano.sh/v1alpha1");
      owner.put("kind", "CronJob");
      owner.put("name", name);
      owner.put("uid", cron.path("metadata").path("uid").asText());
      Map<String, Object> metadata = new LinkedHashMap<>();
      metadata.put("generateName", name + "-manual-");
      metadata.put("namespace", namespace);
      for (String field : List.of("labels", "annotations")) {
        JsonNode there = template.path("metadata").path(field);
        RequestOptions.put(metadata, field, there.isObject() ? Documents.plain(there) : null);
      }
      metadata.put("ownerReferences", List.of(owner));
      Map<String, Object> job = new LinkedHashMap<>();
      job.put("apiVersion", "batch.volcano.sh/v1alpha1");
      job.put("kind", "Job");
      job.put("metadata", metadata);
      RequestOptions.put(job, "spec", Documents.plain(template.path("spec")));
      JsonNode made = api.create(Paths.jobs(namespace), JsonText.of(job));
      connection.screen().out().println(made.path("metadata").path("name").asText());
    }
    return 0;
  }
}
