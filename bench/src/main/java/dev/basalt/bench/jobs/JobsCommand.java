package dev.basalt.bench.jobs;

import dev.basalt.api.crd.CustomResourceDefinitions;
import dev.basalt.app.controllers.ControllersOptions;
import dev.basalt.app.controllers.ControllersProcess;
import dev.basalt.app.crds.CrdsCommand;
import dev.basalt.bench.report.FigureOutput;
import dev.basalt.bench.report.Figures;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.cluster.http.ApiClient;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.TestCluster;
import dev.basalt.testkit.TestClusters;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
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
      try (ControllersProcess controllers =
          new ControllersProcess(
              ApiAccess.kubeconfig(cluster.kubeconfig()), ControllersOptions.alone())) {
        output.write(measure(new JobRuns(client, pods), controllers));
      }
    }
    return 0;
  }

  private Figures measure(JobRuns runs, ControllersProcess controllers)
      throws InterruptedException {
    runs.awaitReady(controllers);
    double[] plain = new double[rounds];
    double[] controller = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      // Whoever goes second finds the API server warmer.
      if (round % 2 == 0) {
        plain[round] = runs.plainClient("plain" + round);
        controller[round] = runs.jobController("job" + round);
      } else {
        controller[round] = runs.jobController("job" + round);
        plain[round] = runs.plainClient("plain" + round);
      }
      System.out.printf(
          "round %d: plain client %.2f s, job controller %.2f s%n",
          round, plain[round], controller[round]);
    }
    double[] ratio =
        IntStream.range(0, rounds).mapToDouble(i -> controller[i] / plain[i]).toArray();
    Figures figures = Figures.ofThisMachine();
    figures.put("pods", pods);
    figures.put("cold_plain_client_seconds", Figures.rounded(plain[0]));
    figures.put("cold_job_controller_seconds", Figures.rounded(controller[0]));
    figures.put("cold_ratio", Figures.rounded(ratio[0]));
    if (rounds > 1) {
      figures.putRuns("plain_client_seconds", Arrays.copyOfRange(plain, 1, rounds));
      figures.putRuns("job_controller_seconds", Arrays.copyOfRange(controller, 1, rounds));
      figures.putRuns("ratio", Arrays.copyOfRange(ratio, 1, rounds));
    }
    return figures;
  }
}
