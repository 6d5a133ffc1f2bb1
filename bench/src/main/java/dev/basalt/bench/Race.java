package dev.basalt.bench;

import dev.basalt.api.crd.CustomResourceDefinitions;
import dev.basalt.app.CommandFailure;
import dev.basalt.app.crds.CrdsCommand;
import dev.basalt.cluster.feed.ClusterFeed;
import dev.basalt.cluster.feed.ClusterFeeds;
import dev.basalt.cluster.feed.FeedSettings;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.cluster.http.ApiClient;
import dev.basalt.core.port.Clock;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.TestCluster;
import dev.basalt.testkit.TestClusters;
import dev.basalt.testkit.build.CacheDirectory;
import dev.basalt.testkit.build.ControlPlaneBinaries;
import dev.basalt.testkit.build.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Lets schedulers bind the same pods on fresh clusters, in turn, and prints how long each took from
 * the start of its process to the last binding. Basalt gets the pods as gangs, kube-scheduler as
 * plain pods.
 */
@Command(
    name = "race",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Race schedulers on a local cluster: process start to last binding.")
public final class Race implements Callable<Integer> {
  @Option(names = "--nodes", defaultValue = "1000", description = "Fake nodes.")
  private int nodes = 1000;

  @Option(names = "--gangs", defaultValue = "10", description = "Gangs.")
  private int gangs = 10;

  @Option(names = "--size", defaultValue = "500", description = "Pods of each gang.")
  private int size = 500;

  @Option(names = "--runs", defaultValue = "3", description = "Runs of each contestant.")
  private int runs = 3;

  @Option(
      names = "--contestants",
      split = ",",
      defaultValue = "basalt,kube-scheduler",
      description = "Who runs, in this order in odd runs and reversed in even ones.")
  private List<String> contestants = List.of("basalt", "kube-scheduler");

  @Option(names = "--timeout", defaultValue = "300", description = "Seconds until a run is void.")
  private long timeoutSeconds = 300;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the result as Markdown.")
  private @Nullable Path report;

  private Race() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new Race()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Contestant> field = field();
    Workload workload = new Workload(gangs, size);
    List<Result> results = new ArrayList<>();
    for (int run = 1; run <= runs; run++) {
      for (Contestant contestant : run % 2 == 1 ? field : field.reversed()) {
        Result result = run(contestant, workload);
        results.add(result);
        System.out.printf(
            "run %d  %-14s %6.2f s (first binding after %5.2f s)  %6.0f pods/s  cpu %5.1f s"
                + "  peak %4d MiB%s%n",
            run,
            result.contestant(),
            result.seconds(),
            result.seconds() - result.bindingSeconds(),
            result.podsPerSecond(),
            result.cpuSeconds(),
            result.peakMebibytes(),
            verdict(result, workload));
      }
    }
    RaceReport summary = new RaceReport(nodes, workload, results);
    System.out.print(summary.markdown());
    if (report != null) {
      Files.writeString(report, summary.markdown());
    }
    boolean right = results.stream().allMatch(result -> verdict(result, workload).isEmpty());
    return right ? 0 : 1;
  }

  private static String verdict(Result result, Workload workload) {
    if (result.bound() < workload.pods()) {
      return "  INCOMPLETE: " + result.bound() + " of " + workload.pods() + " bound";
    }
    if (result.overcommittedNodes() + result.partialGangs() > 0) {
      return "  WRONG: "
          + result.overcommittedNodes()
          + " nodes overcommitted, "
          + result.partialGangs()
          + " gangs partial";
    }
    return "";
  }

  private List<Contestant> field() throws IOException, InterruptedException {
    List<Contestant> field = new ArrayList<>();
    for (String name : contestants) {
      field.add(
          switch (name) {
            case "basalt" ->
                new Contestant.Basalt(Path.of(System.getProperty("basalt.root"), "basalt"));
            case "kube-scheduler" -> new Contestant.KubeScheduler(kubeScheduler());
            default ->
                throw new CommandFailure(
                    "--contestants: unknown \"" + name + "\"; valid: basalt, kube-scheduler");
          });
    }
    return field;
  }

  private static Path kubeScheduler() throws IOException, InterruptedException {
    ControlPlaneBinaries binaries =
        new ControlPlaneBinaries(CacheDirectory.locate(), System.out::println);
    Path binary = binaries.get(EnumSet.of(Part.SCHEDULER)).get(Part.SCHEDULER);
    if (binary == null) {
      throw new CommandFailure("kube-scheduler was not built");
    }
    return binary;
  }

  private Result run(Contestant contestant, Workload workload)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("basalt-race");
    try (TestCluster cluster = TestClusters.startLocal(ClusterOptions.named("race"));
        ApiClient client =
            ApiClient.open(ApiAccess.kubeconfig(cluster.kubeconfig()), "basalt-race")) {
      for (CustomResourceDefinitions.Manifest manifest : CustomResourceDefinitions.all()) {
        CrdsCommand.apply(client.kubernetes(), manifest);
      }
      cluster.addNodes(nodes, NodeShape.of("16", "64Gi", 110));
      workload.create(client, contestant);
      PodCensus census = new PodCensus(workload.pods());
      try (ClusterFeed feed =
          ClusterFeeds.create(client.kubernetes(), FeedSettings.standard(), Clock.system())) {
        feed.start(census);
        while (!feed.status().synced()) {
          TimeUnit.MILLISECONDS.sleep(50);
        }
        return measure(contestant, cluster, workload, census, folder);
      }
    } finally {
      ControlPlaneBinaries.deleteTree(folder);
    }
  }

  private Result measure(
      Contestant contestant, TestCluster cluster, Workload workload, PodCensus census, Path folder)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(contestant.command(cluster.kubeconfig(), folder))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    builder.environment().putAll(Contestant.environment());
    long started = System.nanoTime();
    Process process = builder.start();
    try {
      if (!census.await(timeoutSeconds)) {
        System.err.println(Files.readString(folder.resolve("log")));
      }
      ProcessUse use = ProcessUse.of(process.pid());
      return new Result(
          contestant.name(),
          (census.lastNanos() - started) / 1e9,
          (census.lastNanos() - census.firstNanos()) / 1e9,
          use.cpuSeconds(),
          use.peakBytes() >> 20,
          census.bound(),
          census.overcommittedNodes(),
          census.partialGangs(workload.size()));
    } finally {
      process.destroy();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }
}
