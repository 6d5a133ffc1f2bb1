package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.app.role.RoleProcess;
import dev.basalt.app.scheduler.SchedulerRole;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.junit.ClusterExtension;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** 100,000 pods of one job, and controllers that may have 1 GiB. */
@Tag("soak")
class LargeJobIT {
  private static final int REPLICAS = Integer.getInteger("basalt.large-job.replicas", 100_000);
  private static final Duration ENOUGH = Duration.ofMinutes(45);

  @RegisterExtension
  static final ClusterExtension CLUSTER =
      ClusterExtension.own(ClusterOptions.named("large-job").withoutControllers());

  @RegisterExtension final Scene scene = Scene.leftBehind(CLUSTER);

  private double largestHeap;

  @Test
  void aHundredThousandShardsAreDoneWithinOneGibibyteOfHeap() throws IOException {
    scene.nodes(40, NodeShape.of("64", "256Gi", 1_000));
    RoleProcess<SchedulerRole> scheduler = scene.scheduler();
    JobScene jobs = new JobScene(scene);
    int port = freePort();
    SchedulerSubprocess controllers =
        scene.closing(SchedulerSubprocess.controllers(scene.cluster().kubeconfig(), "1g", port));
    LargeJob large = new LargeJob(scene, jobs);
    long start = System.nanoTime();
    // Host names for all (plugin svc) would have kube-controller-manager keep 1,000 EndpointSlices.
    large.submit(REPLICAS, "{env: []}");

    large.awaitDone(
        REPLICAS,
        ENOUGH,
        () -> {
          assertThat(controllers.alive()).as(controllers::log).isTrue();
          largestHeap = Math.max(largestHeap, heapMebibytes(port));
        },
        () -> scheduler.role().readiness().text().strip() + ", " + scheduler.role().summary());

    System.out.printf(
        Locale.ROOT,
        "%d pods in %d s; largest object %d KiB; heap in use at most %.0f MiB (garbage included)%n",
        REPLICAS,
        (System.nanoTime() - start) / 1_000_000_000,
        large.largest() / 1024,
        largestHeap);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static double heapMebibytes(int port) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      String metrics =
          client
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      return metrics
              .lines()
              .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
              .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
              .sum()
          / (1 << 20);
    } catch (IOException e) {
      return 0; // not listening yet
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }
}
