package dev.basalt.jobctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.jobctl.Failure;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.api.ApiException;
import dev.basalt.jobctl.api.Paths;
import dev.basalt.jobctl.follow.FlowRun;
import dev.basalt.jobctl.follow.Submission;
import dev.basalt.jobctl.manifest.FlowManifest;
import dev.basalt.jobctl.manifest.JsonText;
import dev.basalt.jobctl.manifest.YamlText;
import dev.basalt.jobctl.request.InvalidRequestException;
import dev.basalt.jobctl.request.RequestFile;
import dev.basalt.jobctl.view.Documents;
import dev.basalt.jobctl.view.Output;
import dev.basalt.jobctl.view.Screen;
import dev.basalt.jobctl.view.Table;
import dev.basalt.jobctl.view.Times;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Flows: jobs that run in the order of their dependencies. */
@Command(name = "flow", description = "List, run and describe flows: jobs after other jobs.")
public final class FlowCommand extends Group {
  @Command(
      name = "list",
      aliases = {"ls"},
      description = "List flows.")
  int list(@Mixin Connection connection, @Mixin ListOptions options) {
    Output output = options.output();
    Screen screen = connection.screen();
    try (Api api = connection.open()) {
      List<JsonNode> flows = api.list(Paths.flows(options.namespace(connection)));
      if (output.document()) {
        screen.out().print(Documents.list(output, flows));
        return 0;
      }
      Table table = new Table(List.of("NAMESPACE", "NAME", "STATUS", "COMPLETED", "FAILED", "AGE"));
      for (JsonNode flow : flows) {
        JsonNode metadata = flow.path("metadata");
        JsonNode status = flow.path("status");
        table.row(
            List.of(
                metadata.path("namespace").asText(),
                metadata.path("name").asText(),
                FlowRun.phase(flow),
                status.path("completedJobs").size() + "/" + flow.path("spec").path("flows").size(),
                Integer.toString(status.path("failedJobs").size()),
                Times.age(
                    Times.parse(metadata.path("creationTimestamp").asText()), Instant.now())));
      }
      table.print(screen);
    }
    return 0;
  }

  @Command(
      name = "run",
      description = {
        "Run a flow of a short file:",
        "  name: nightly",
        "  jobs:",
        "    load: {image: ..., command: ...}",
        "    report: {after: [load], image: ..., command: ...}"
      })
  int run(
      @Mixin Connection connection,
      @Option(
              names = {"-f", "--file"},
              required = true,
              paramLabel = "FILE",
              description = "The short file.")
          Path file,
      @Option(names = "--wait", description = "Wait until it has ended.") boolean wait,
      @Option(names = "--dry-run", description = "Print its objects; nothing is sent.")
          boolean dryRun) {
    Screen screen = connection.screen();
    FlowManifest manifest = read(file);
    if (dryRun) {
      manifest.templates().forEach(one -> screen.out().print(YamlText.of(one) + "---\n"));
      screen.out().print(YamlText.of(manifest.flow()));
      return 0;
    }
    String namespace = connection.namespace();
    try (Api api = connection.open()) {
      for (Map<String, Object> template : manifest.templates()) {
        apply(api, namespace, template);
      }
      JsonNode flow = create(api, namespace, manifest.flow());
      String name = flow.path("metadata").path("name").asText();
      screen.out().println(name);
      return wait ? new FlowRun(api, screen, namespace, name).attend() : 0;
    }
  }

  private static FlowManifest read(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    try {
      return FlowManifest.of(RequestFile.fields(file), parent == null ? Path.of("") : parent);
    } catch (IOException e) {
      throw new Failure("--file " + file + " cannot be read; name an existing file");
    } catch (InvalidRequestException e) {
      throw new Failure(2, e.getMessage());
    }
  }

  private static void apply(Api api, String namespace, Map<String, Object> template) {
    String json = JsonText.of(Submission.in(namespace, template));
    try {
      api.create(Paths.templates(namespace), json);
    } catch (ApiException e) {
      if (e.status() != 409) {
        throw e;
      }
      String name = Api.parse(json).path("metadata").path("name").asText();
      api.patch(Paths.templates(namespace), name, json);
    }
  }

  private static JsonNode create(Api api, String namespace, Map<String, Object> flow) {
    String json = JsonText.of(Submission.in(namespace, flow));
    try {
      return api.create(Paths.flows(namespace), json);
    } catch (ApiException e) {
      if (e.status() != 409) {
        throw e;
      }
      String name = Api.parse(json).path("metadata").path("name").asText();
      throw new Failure(
          "flow \"%s\" exists already; to run it anew: jobctl flow cancel %s, then this again"
              .formatted(name, name));
    }
  }

  @Command(name = "describe", description = "Tell how far a flow is, job by job.")
  int describe(
      @Mixin Connection connection,
      @Option(
              names = {"-o", "--output"},
              paramLabel = "table|json|yaml",
              defaultValue = "table",
              description = "How to print it.")
          Output output,
      @Parameters(paramLabel = "FLOW", description = "The flow.") String name) {
    Screen screen = connection.screen();
    String namespace = connection.namespace();
    try (Api api = connection.open()) {
      JsonNode flow = Jobs.find(api, "flow", Paths.flows(namespace), namespace, name);
      if (output.document()) {
        screen.out().print(Documents.object(output, flow));
        return 0;
      }
      screen
          .out()
          .println(
              screen.bold(name) + "  " + screen.phase(FlowRun.phase(flow), FlowRun.phase(flow)));
      Table table = new Table(List.of("JOB", "STATUS", "AFTER", "RESTARTS"));
      for (JsonNode node : flow.path("spec").path("flows")) {
        String job = name + "-" + node.path("name").asText();
        JsonNode status = status(flow, job);
        StringBuilder after = new StringBuilder();
        node.path("dependsOn")
            .path("targets")
            .forEach(target -> after.append(after.isEmpty() ? "" : ", ").append(target.asText()));
        table.row(
            List.of(
                job,
                status.path("state").asText("waits"),
                after.toString(),
                status.path("restartCount").asText("0")));
      }
      table.print(screen);
    }
    return 0;
  }

  @Command(name = "cancel", description = "Remove a flow with its jobs. Its templates stay.")
  int cancel(
      @Mixin Connection connection,
      @Parameters(paramLabel = "FLOW", description = "The flow.") String name) {
    String namespace = connection.namespace();
    try (Api api = connection.open()) {
      Jobs.find(api, "flow", Paths.flows(namespace), namespace, name);
      api.delete(Paths.flows(namespace), name);
    }
    connection.screen().out().println("flow " + name + " is removed");
    return 0;
  }

  private static JsonNode status(JsonNode flow, String job) {
    for (JsonNode status : flow.path("status").path("jobStatusList")) {
      if (status.path("name").asText().equals(job)) {
        return status;
      }
    }
    return flow.path("there is none");
  }
}
