package dev.basalt.bench.watch;

import dev.basalt.api.crd.CustomResourceDefinitions;
import dev.basalt.app.crds.CrdsCommand;
import dev.basalt.bench.report.FigureOutput;
import dev.basalt.bench.report.Figures;
import dev.basalt.cluster.feed.ClusterFeed;
import dev.basalt.cluster.feed.ClusterFeeds;
import dev.basalt.cluster.feed.FeedSettings;
import dev.basalt.cluster.feed.FeedSettings.Adapter;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.cluster.http.ApiClient;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.port.Clock;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.TestCluster;
import dev.basalt.testkit.TestClusters;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Reads the same pods from a real API server with each adapter of the feed, in turn: processor time
 * and allocation of this process for each pod, TLS, HTTP and decoding included.
 */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Cost of taking in a pod from an API server, by encoding (needs Go).")
public final class WatchCommand implements Callable<Integer> {
  private static final long PATIENCE_SECONDS = 120;

  @Option(names = "--pods", defaultValue = "5000", description = "Pods.")
  private int pods = 5000;

  @Option(names = "--rounds", defaultValue = "6", description = "Rounds; the first two are cold.")
  private int rounds = 6;

  @Mixin private FigureOutput output = new FigureOutput();

  private WatchCommand() {}

  /** What one round cost. */
  private record Cost(double cpuMicros, double bytes, double seconds) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Figures figures = Figures.ofThisMachine();
    figures.put("pods", pods);
    try (TestCluster cluster =
            TestClusters.startLocal(
                ClusterOptions.named("watch").withoutControllers().withoutFakeNodes());
        ApiClient client =
            ApiClient.open(ApiAccess.kubeconfig(cluster.kubeconfig()), "basalt-bench")) {
      for (CustomResourceDefinitions.Manifest manifest : CustomResourceDefinitions.all()) {
        CrdsCommand.apply(client.kubernetes(), manifest);
      }
      new TypicalPods(client).create(pods);
      for (Adapter adapter : Adapter.values()) {
        measure(client, adapter, figures);
      }
    }
    output.write(figures);
    return 0;
  }

  private void measure(ApiClient client, Adapter adapter, Figures figures)
      throws InterruptedException {
    int warm = Math.max(1, rounds - 2);
    double[] cpu = new double[warm];
    double[] bytes = new double[warm];
    double[] seconds = new double[warm];
    for (int round = 0; round < rounds; round++) {
      Cost cost = round(client, adapter);
      int index = round - (rounds - warm);
      if (index >= 0) {
        cpu[index] = cost.cpuMicros();
        bytes[index] = cost.bytes();
        seconds[index] = cost.seconds();
      }
    }
    String name = adapter.name().toLowerCase(Locale.ROOT);
    figures.putRuns(name + "_cpu_us_per_pod", cpu);
    figures.putRuns(name + "_allocated_bytes_per_pod", bytes);
    figures.putRuns(name + "_seconds", seconds);
  }

  private Cost round(ApiClient client, Adapter adapter) throws InterruptedException {
    CountDownLatch told = new CountDownLatch(pods);
    long cpuBefore = cpuNanos();
    long bytesBefore = allocatedBytes();
    long before = System.nanoTime();
    try (ClusterFeed feed =
        ClusterFeeds.create(
            client.kubernetes(), FeedSettings.standard().with(adapter), Clock.system())) {
      feed.start(event -> {
        if (event instanceof ClusterEvent.PodChanged) {
          told.countDown();
        }
      });
      if (!told.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(told.getCount() + " pods were never told");
      }
      return new Cost(
          (cpuNanos() - cpuBefore) / 1e3 / pods,
          (double) (allocatedBytes() - bytesBefore) / pods,
          (System.nanoTime() - before) / 1e9);
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }

  private static long allocatedBytes() {
    return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
        ? threads.getTotalThreadAllocatedBytes()
        : 0;
  }
}
