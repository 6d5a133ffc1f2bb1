package dev.basalt.bench.race;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.basalt.app.CommandFailure;
import dev.basalt.bench.report.MarkedSections;
import dev.basalt.testkit.build.CacheDirectory;
import dev.basalt.testkit.build.ControlPlaneBinaries;
import dev.basalt.testkit.build.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Races schedulers on fresh local clusters, in turn, and writes down what came out. */
@Command(
    name = "bench/race",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = "Race schedulers on local clusters. Each run has a cluster of its own.")
public final class Race implements Callable<Integer> {
  @Option(
      names = "--scenario",
      split = ",",
      defaultValue = "s1",
      paramLabel = "NAME",
      description = "What is run; several in a row, separated by commas. See below.")
  private List<String> scenarios = List.of("s1");

  @Option(
      names = "--contestants",
      split = ",",
      defaultValue = "basalt,kube-scheduler",
      paramLabel = "NAME",
      description =
          "Who runs, in this order in odd rounds and reversed in even ones: basalt[=JVM_OPTIONS],"
              + " kube-scheduler, volcano[@PERIOD]=BINARY[:CONF].")
  private List<String> contestants = List.of("basalt", "kube-scheduler");

  @Option(names = "--runs", defaultValue = "3", description = "Rounds: runs of each contestant.")
  private int runs = 3;

  @Option(names = "--nodes", description = "Another number of nodes.")
  private @Nullable Integer nodes;

  @Option(names = "--pods", description = "Another number of pods, in gangs of the same size.")
  private @Nullable Integer pods;

  @Option(
      names = "--whole",
      description =
          "Let KWOK and kube-controller-manager run too: bound pods then become Running, which takes"
              + " a write of KWOK's each. API writes per pod contain those.")
  private boolean whole;

  @Option(
      names = "--s0",
      arity = "1",
      defaultValue = "true",
      paramLabel = "true|false",
      description = "Measure the ceiling in each round of a scenario that is about a rate.")
  private boolean ceiling = true;

  @Option(names = "--timeout", defaultValue = "300", description = "Seconds until a run is void.")
  private long timeoutSeconds = 300;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Replace the scenario's section in a Markdown file, or append it.")
  private @Nullable Path report;

  @Option(names = "--json", paramLabel = "FILE", description = "Write everything as JSON.")
  private @Nullable Path json;

  private Race() {}

  /** Runs the race and exits with 0 if every outcome was right, 1 if not, 2 on wrong usage. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Race());
    line.getCommandSpec()
        .usageMessage()
        .footer(
            "",
            "Scenarios:",
            Scenario.all().stream()
                .map(s -> "  %-10s %s: %s".formatted(s.name(), s.title(), s.summary()))
                .collect(Collectors.joining("%n")));
    return line.setExecutionExceptionHandler((failure, command, parsed) -> {
      if (failure instanceof CommandFailure expected) {
        command.getErr().println("race: " + expected.getMessage());
      } else {
        failure.printStackTrace(command.getErr());
      }
      return command.getCommandSpec().exitCodeOnExecutionException();
    });
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Scenario> plan = scenarios.stream().map(this::scenario).toList();
    Path launcher = Path.of(System.getProperty("basalt.root", "."), "basalt");
    List<Contestant> field =
        contestants.stream()
            .map(entry -> Contestant.parse(entry, launcher, Race::kubeScheduler))
            .toList();
    List<RaceReport> reports = new ArrayList<>();
    boolean right = true;
    for (Scenario scenario : plan) {
      RaceReport outcome = race(scenario, field);
      reports.add(outcome);
      right &= outcome.rounds().stream().flatMap(List::stream).allMatch(r -> r.fault().isEmpty());
      System.out.println("\n" + outcome.markdown());
      if (report != null) {
        String section = "race:" + scenario.name() + (whole ? "-whole" : "");
        MarkedSections.write(report, section, outcome.markdown());
      }
      writeJson(reports);
    }
    return right ? 0 : 1;
  }

  private Scenario scenario(String name) {
    Scenario scenario = Scenario.named(name);
    scenario = nodes == null ? scenario : scenario.withNodes(nodes);
    return pods == null ? scenario : scenario.withPods(pods);
  }

  private RaceReport race(Scenario scenario, List<Contestant> everybody)
      throws IOException, InterruptedException {
    Machine machine = Machine.here();
    List<String> notes = new ArrayList<>();
    List<Contestant> field = new ArrayList<>(everybody);
    if (scenario.kind().needsGroups() && field.removeIf(one -> !one.knowsGroups())) {
      notes.add("kube-scheduler has no PodGroups that its pods could wait for: left out.");
    }
    List<List<Result>> rounds = new ArrayList<>();
    List<Double> ceilings = new ArrayList<>();
    for (int round = 1; round <= runs; round++) {
      List<Result> results = new ArrayList<>();
      if (scenario.kind() == Scenario.Kind.CEILING) {
        results.addAll(ceiling(scenario, Ceiling.ALL_LEVELS));
        results.forEach(result -> tell(scenario, result));
      } else {
        double best = Double.NaN;
        if (ceiling && scenario.kind().isRate()) {
          best = Ceiling.best(ceiling(scenario, Ceiling.BEST_LEVELS));
          ceilings.add(best);
        }
        for (Contestant contestant : round % 2 == 1 ? field : field.reversed()) {
          System.out.printf("%s, round %d: %s%n", scenario.name(), round, contestant.name());
          Result result = run(scenario, contestant);
          result = Double.isNaN(best) ? result : result.against(best);
          results.add(result);
          tell(scenario, result);
        }
      }
      rounds.add(results);
    }
    return new RaceReport(scenario, whole, machine, rounds, ceilings, notes);
  }

  private List<Result> ceiling(Scenario scenario, List<Integer> levels)
      throws IOException, InterruptedException {
    try (Arena arena = Arena.open(scenario, whole)) {
      return new Ceiling(scenario).run(arena, levels);
    }
  }

  private Result run(Scenario scenario, Contestant contestant)
      throws IOException, InterruptedException {
    try (Arena arena = Arena.open(scenario, whole)) {
      arena.prepareFor(contestant);
      return Measurement.of(scenario, timeoutSeconds).run(arena, contestant);
    }
  }

  private static void tell(Scenario scenario, Result result) {
    String figures =
        RaceReport.columns(scenario.kind()).stream()
            .filter(figure -> !Double.isNaN(result.get(figure)))
            .map(figure -> figure.format(result.get(figure)) + " " + figure.heading())
            .collect(Collectors.joining(", "));
    System.out.printf(Locale.ROOT, "  %s: %s %s%n", result.contestant(), figures, result.fault());
  }

  private void writeJson(List<RaceReport> reports) throws IOException {
    if (json != null) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("races", reports.stream().map(RaceReport::json).toList());
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValue(json.toFile(), document);
    }
  }

  private static Path kubeScheduler() {
    ControlPlaneBinaries binaries =
        new ControlPlaneBinaries(CacheDirectory.locate(), System.out::println);
    try {
      Path binary = binaries.get(EnumSet.of(Part.SCHEDULER)).get(Part.SCHEDULER);
      if (binary == null) {
        throw new CommandFailure("kube-scheduler was not built");
      }
      return binary;
    } catch (IOException e) {
      throw new UncheckedIOException("kube-scheduler cannot be built", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted while kube-scheduler was built", e);
    }
  }
}
