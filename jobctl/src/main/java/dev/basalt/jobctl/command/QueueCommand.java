package dev.basalt.jobctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.jobctl.Failure;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.api.ApiException;
import dev.basalt.jobctl.api.Names;
import dev.basalt.jobctl.api.Paths;
import dev.basalt.jobctl.follow.Commands;
import dev.basalt.jobctl.manifest.JsonText;
import dev.basalt.jobctl.view.Documents;
import dev.basalt.jobctl.view.Output;
import dev.basalt.jobctl.view.Screen;
import dev.basalt.jobctl.view.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Queues: what they hold, and whether they let jobs in. */
@Command(name = "queue", description = "List, create, close and open queues.")
public final class QueueCommand extends Group {
  private static final String API = "scheduling.volcano.sh/v1beta1";

  /** Commands about queues, which have no namespace, are made in this one. */
  private static final String COMMANDS_IN = "default";

  @Command(
      name = "list",
      aliases = {"ls"},
      description = "List the queues, what they hold, and how many jobs wait.")
  int list(
      @Mixin Connection connection,
      @Option(
              names = {"-o", "--output"},
              paramLabel = "table|wide|json|yaml",
              defaultValue = "table",
              description = "How to print them.")
          Output output) {
    Screen screen = connection.screen();
    try (Api api = connection.open()) {
      List<JsonNode> queues = api.list(Paths.queues());
      if (output.document()) {
        screen.out().print(Documents.list(output, queues));
        return 0;
      }
      table(queues, groups(api), output == Output.WIDE).print(screen);
    }
    return 0;
  }

  @Command(name = "create", description = "Create a queue.")
  int create(
      @Mixin Connection connection,
      @Option(names = "--weight", defaultValue = "1", description = "Its weight, 1 to 65535.")
          int weight,
      @Option(
              names = "--capability",
              split = ",",
              paramLabel = "cpu=N,memory=N",
              description = "The most it may hold.")
          @Nullable Map<String, String> capability,
      @Option(
              names = "--deserved",
              split = ",",
              paramLabel = "cpu=N,memory=N",
              description = "What it gets back from others.")
          @Nullable Map<String, String> deserved,
      @Option(
              names = "--guarantee",
              split = ",",
              paramLabel = "cpu=N,memory=N",
              description = "What is kept for it.")
          @Nullable Map<String, String> guarantee,
      @Option(names = "--parent", description = "The queue that it is a part of.")
          @Nullable String parent,
      @Option(names = "--zone", description = "The zone that its jobs stay in.")
          @Nullable String zone,
      @Parameters(paramLabel = "QUEUE", description = "Its name.") String name) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("weight", weight);
    RequestOptions.put(spec, "capability", capability);
    RequestOptions.put(spec, "deserved", deserved);
    RequestOptions.put(spec, "guarantee", guarantee == null ? null : Map.of("resource", guarantee));
    RequestOptions.put(spec, "parent", parent);
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", Names.checked("queue", name));
    RequestOptions.put(
        metadata, "annotations", zone == null ? null : Map.of("basalt.dev/zone", zone));
    Map<String, Object> queue = new LinkedHashMap<>();
    queue.put("apiVersion", API);
    queue.put("kind", "Queue");
    queue.put("metadata", metadata);
    queue.put("spec", spec);
    try (Api api = connection.open()) {
      api.create(Paths.queues(), JsonText.of(queue));
    } catch (ApiException e) {
      if (e.status() == 409) {
        throw new Failure("queue \"" + name + "\" exists already; see: jobctl queue list");
      }
      throw e;
    }
    connection.screen().out().println("queue " + name + " is created");
    return 0;
  }

  @Command(name = "close", description = "Let no new jobs into a queue; what is in it goes on.")
  int close(
      @Mixin Connection connection,
      @Parameters(paramLabel = "QUEUE", description = "Its name.") String name) {
    ask(connection, name, "CloseQueue");
    connection.screen().out().println("queue " + name + " is being closed");
    return 0;
  }

  @Command(name = "open", description = "Let jobs into a queue again.")
  int open(
      @Mixin Connection connection,
      @Parameters(paramLabel = "QUEUE", description = "Its name.") String name) {
    ask(connection, name, "OpenQueue");
    connection.screen().out().println("queue " + name + " is being opened");
    return 0;
  }

  private static void ask(Connection connection, String name, String action) {
    try (Api api = connection.open()) {
      JsonNode queue = Jobs.find(api, "queue", Paths.queues(), "", name);
      Commands.send(
          api,
          COMMANDS_IN,
          API,
          "Queue",
          name,
          queue.path("metadata").path("uid").asText(),
          action,
          "asked for with jobctl");
    }
  }

  /** How many PodGroups each queue has by phase; null if the caller may not list them. */
  private static @Nullable Map<String, Map<String, Integer>> groups(Api api) {
    Map<String, Map<String, Integer>> counts = new HashMap<>();
    try {
      api.each(
          Paths.podGroups(null),
          group -> {
            String queue = group.path("spec").path("queue").asText("default");
            String phase = group.path("status").path("phase").asText("Pending");
            counts
                .computeIfAbsent(queue, first -> new HashMap<>())
                .merge(phase.isEmpty() ? "Pending" : phase, 1, Integer::sum);
          });
      return counts;
    } catch (ApiException e) {
      if (e.forbidden()) {
        return null;
      }
      throw e;
    }
  }

  private static Table table(
      List<JsonNode> queues, @Nullable Map<String, Map<String, Integer>> groups, boolean wide) {
    List<String> heading =
        new ArrayList<>(
            List.of("QUEUE", "STATE", "WEIGHT", "PARENT", "HOLDS", "RUNNING", "WAITING"));
    if (wide) {
      heading.addAll(List.of("CAPABILITY", "DESERVED", "GUARANTEE"));
    }
    Table table = new Table(heading);
    for (JsonNode queue : queues) {
      JsonNode spec = queue.path("spec");
      String name = queue.path("metadata").path("name").asText();
      Map<String, Integer> counts = groups == null ? Map.of() : groups.getOrDefault(name, Map.of());
      String state = queue.path("status").path("state").asText();
      List<String> row =
          new ArrayList<>(
              List.of(
                  name,
                  state.isEmpty() ? "Open" : state,
                  spec.path("weight").asText("1"),
                  spec.path("parent").asText(),
                  amounts(queue.path("status").path("allocated")),
                  groups == null ? "" : Integer.toString(counts.getOrDefault("Running", 0)),
                  groups == null
                      ? ""
                      : Integer.toString(
                          counts.getOrDefault("Pending", 0) + counts.getOrDefault("Inqueue", 0))));
      if (wide) {
        row.add(amounts(spec.path("capability")));
        row.add(amounts(spec.path("deserved")));
        row.add(amounts(spec.path("guarantee").path("resource")));
      }
      table.row(row);
    }
    return table;
  }

  private static String amounts(JsonNode amounts) {
    Map<String, String> sorted = new TreeMap<>();
    amounts.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue().asText()));
    List<String> parts = new ArrayList<>();
    sorted.forEach((resource, amount) -> {
      if (!resource.equals("pods") && !amount.equals("0")) {
        parts.add(resource + " " + amount);
      }
    });
    return String.join(", ", parts);
  }
}
