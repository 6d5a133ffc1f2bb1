package dev.basalt.app.simulate;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.basalt.app.CommandFailure;
import dev.basalt.sim.day.GeneratedDay;
import dev.basalt.sim.replay.Replay;
import dev.basalt.sim.replay.ReplaySettings;
import dev.basalt.sim.report.HtmlReport;
import dev.basalt.sim.report.Report;
import dev.basalt.sim.report.Run;
import dev.basalt.sim.report.TextReport;
import dev.basalt.sim.trace.NodeShape;
import dev.basalt.sim.trace.Trace;
import dev.basalt.sim.trace.TraceFiles;
import dev.basalt.sim.trace.TraceFormatException;
import dev.basalt.sim.trace.TraceNode;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code basalt simulate}. */
@Command(
    name = "simulate",
    description = {
      "Runs a day of work through the scheduler and a simulated cluster, in virtual time.",
      "Exits with 1 if a node was given too much or turned a pod away, a gang held room in part,",
      "or a job was starved."
    })
public final class SimulateCommand implements Callable<Integer> {
  private static final int NODES = 200;
  private static final int FEWEST_PODS = 100;

  @Option(
      names = "--day",
      paramLabel = "PODS",
      description = "A generated day with so many pods, such as 100000, 200000 or 300000.")
  private @Nullable Integer day;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "A trace: CSV or JSON lines, or Alibaba's GPU trace; see docs/simulate.md.")
  private @Nullable Path file;

  @Option(
      names = "--queue",
      paramLabel = "NAME=WEIGHT",
      description = "Gives a queue of the input another weight; may be repeated.")
  private Map<String, Integer> weights = Map.of();

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "How many nodes of 64 CPU and 512 GiB (default " + NODES + ").")
  private @Nullable Integer nodes;

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      defaultValue = Contestant.STANDARD,
      description = "The scheduler's configuration (default: standard, which is shipped).")
  private String conf = Contestant.STANDARD;

  @Option(
      names = "--compare",
      arity = "2",
      paramLabel = "FILE",
      description = {
        "Runs the same input under two configurations and shows them side by side;",
        "the word standard stands for the shipped one."
      })
  private @Nullable List<String> compare;

  @Option(
      names = "--estimates",
      description = {
        "Pods say how long they run, so that larger jobs have room kept for them;",
        "otherwise nothing tells."
      })
  private boolean estimates;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed gives the same day and the same run (default 1).")
  private long seed = 1;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes the figures there; docs/simulate.md says what each key means.")
  private @Nullable Path json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Writes a page with plots there; it needs no network.")
  private @Nullable Path html;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Trace trace = input();
    if (System.getenv("BASALT_LOG_LEVEL") == null) {
      ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
    }
    List<Run> runs = new ArrayList<>();
    for (Contestant contestant : contestants()) {
      contestant.notices().forEach(notice -> System.err.println(contestant.name() + ": " + notice));
      runs.add(run(trace, contestant));
    }
    Report report =
        new Report(
            trace.title(),
            trace.nodes().size(),
            seed,
            ReplaySettings.PATIENCE.toNanos(),
            trace.notices(),
            runs);
    TextReport.lines(report).forEach(System.out::println);
    write("--json", json, ReportJson.of(report));
    write("--html", html, HtmlReport.of(report));
    return runs.stream().allMatch(run -> run.result().sound()) ? 0 : 1;
  }

  private List<Contestant> contestants() {
    if (compare == null) {
      return List.of(Contestant.of("--conf", conf));
    }
    List<Contestant> both = compare.stream().map(each -> Contestant.of("--compare", each)).toList();
    boolean alike = both.getFirst().name().equals(both.getLast().name());
    return alike
        ? List.of(
            both.getFirst().named(compare.getFirst()), both.getLast().named(compare.getLast()))
        : both;
  }

  private Run run(Trace trace, Contestant contestant) {
    ReplaySettings settings =
        ReplaySettings.standard(seed, contestant.setup()).withEstimates(estimates);
    Replay replay;
    try {
      replay = new Replay(trace, settings);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(contestant.name() + ": " + e.getMessage(), e);
    }
    ProgressLine progress =
        new ProgressLine(contestant.name(), System.err, terminal(), System::nanoTime);
    try {
      return new Run(contestant.name(), replay.run(progress));
    } finally {
      progress.done();
    }
  }

  private static boolean terminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  private Trace input() {
    if ((day == null) == (file == null)) {
      throw usage("name one input: --day PODS, or --trace FILE");
    }
    if (nodes != null && nodes < 1) {
      throw usage("--nodes must be 1 or more, not " + nodes);
    }
    Trace trace = day == null ? trace(Objects.requireNonNull(file)) : day(day);
    return trace.withQueues(QueueWeights.apply(weights, trace.queues(), this::usage));
  }

  private Trace day(int pods) {
    if (pods < FEWEST_PODS) {
      throw usage("--day must be " + FEWEST_PODS + " pods or more, not " + pods);
    }
    return GeneratedDay.of(pods, seed, plainNodes());
  }

  private Trace trace(Path path) {
    Trace trace;
    try {
      trace = TraceFiles.read(path);
    } catch (IOException e) {
      throw new CommandFailure("--trace " + path + " cannot be read: name a file: " + e, e);
    } catch (TraceFormatException e) {
      throw new CommandFailure("--trace: " + e.getMessage(), e);
    }
    if (trace.nodes().isEmpty()) {
      return trace.withNodes(plainNodes());
    }
    if (nodes != null) {
      throw usage("--nodes: the trace brings nodes of its own; leave it out");
    }
    return trace;
  }

  private List<TraceNode> plainNodes() {
    return NodeShape.STANDARD.nodes(nodes == null ? NODES : nodes);
  }

  private static void write(String option, @Nullable Path file, String text) {
    if (file == null) {
      return;
    }
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new CommandFailure(option + " " + file + " cannot be written: " + e, e);
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(
        Objects.requireNonNull(spec, "picocli sets it").commandLine(), message);
  }
}
