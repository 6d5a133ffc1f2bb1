package dev.basalt.bench.jobs;

import dev.basalt.api.crd.CustomResourceDefinitions;
import dev.basalt.app.controllers.ControllersOptions;
import dev.basalt.app.controllers.ControllersRole;
import dev.basalt.app.crds.CrdsCommand;
import dev.basalt.app.role.EndpointSettings;
import dev.basalt.app.role.RoleProcess;
import dev.basalt.bench.jobs.JobRuns.Cost;
import dev.basalt.bench.report.FigureOutput;
import dev.basalt.bench.report.Figures;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.cluster.http.ApiClient;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.TestCluster;
import dev.basalt.testkit.TestClusters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The pods of one job, made by a plain client and by the job controller in turn, on one API server.
 * Both send the same objects, and both let the API server say how many requests it bears at once.
 */
@Command(
    name = "jobs",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Pods of one job: the job controller against a plain client (needs Go).")
public final class JobsCommand implements Callable<Integer> {
  @Option(names = "--pods", defaultValue = "10000", description = "Pods of the job.")
  private int pods = 10_000;

  @Option(names = "--rounds", defaultValue = "6", description = "Rounds; the first is cold.")
  private int rounds = 6;

  @Mixin private FigureOutput output = new FigureOutput();

  private JobsCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (TestCluster cluster =
            TestClusters.startLocal(
                ClusterOptions.named("jobs").withoutControllers().withoutFakeNodes());
        ApiClient client =
            ApiClient.open(ApiAccess.kubeconfig(cluster.kubeconfig()), "basalt-bench")) {
      for (CustomResourceDefinitions.Manifest manifest : CustomResourceDefinitions.all()) {
        CrdsCommand.apply(client.kubernetes(), manifest);
      }
      try (RoleProcess<ControllersRole> controllers =
          ControllersRole.process(
              ApiAccess.kubeconfig(cluster.kubeconfig()),
              ControllersOptions.alone(),
              EndpointSettings.loopback())) {
        output.write(measure(new JobRuns(client, pods), controllers));
      }
    }
    return 0;
  }

  private Figures measure(JobRuns runs, RoleProcess<ControllersRole> controllers)
      throws InterruptedException {
    runs.awaitReady(controllers);
    List<Cost> plain = new ArrayList<>();
    List<Cost> controller = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      // Whoever goes second finds the API server warmer.
      if (round % 2 == 0) {
        plain.add(runs.plainClient("plain" + round));
      }
      controller.add(runs.jobController("job" + round));
      if (round % 2 == 1) {
        plain.add(runs.plainClient("plain" + round));
      }
      System.out.printf(
          "round %d: plain client %s, job controller %s%n",
          round, plain.getLast(), controller.getLast());
    }
    Figures figures = Figures.ofThisMachine();
    figures.put("pods", pods);
    put(figures, "cold_", plain.subList(0, 1), controller.subList(0, 1));
    if (rounds > 1) {
      put(figures, "", plain.subList(1, rounds), controller.subList(1, rounds));
    }
    return figures;
  }

  private static void put(Figures figures, String prefix, List<Cost> plain, List<Cost> controller) {
    put(figures, prefix + "plain_client_", plain);
    put(figures, prefix + "job_controller_", controller);
    figures.putRuns(prefix + "ratio_seconds", ratios(plain, controller, Cost::seconds));
    figures.putRuns(prefix + "ratio_cpu", ratios(plain, controller, Cost::millis));
  }

  private static void put(Figures figures, String prefix, List<Cost> costs) {
    figures.putRuns(prefix + "seconds", costs.stream().mapToDouble(Cost::seconds).toArray());
    figures.putRuns(
        prefix + "cpu_ms_per_pod", costs.stream().mapToDouble(Cost::clientMillis).toArray());
    figures.putRuns(
        prefix + "servers_cpu_ms_per_pod",
        costs.stream().mapToDouble(Cost::serverMillis).toArray());
  }

  /** Formed within a round: the machine's other work changes from one to the next. */
  private static double[] ratios(
      List<Cost> plain, List<Cost> controller, ToDoubleFunction<Cost> figure) {
    return IntStream.range(0, plain.size())
        .mapToDouble(
            i -> figure.applyAsDouble(controller.get(i)) / figure.applyAsDouble(plain.get(i)))
        .toArray();
  }
}
