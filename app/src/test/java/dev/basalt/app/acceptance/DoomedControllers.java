package dev.basalt.app.acceptance;

import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.cluster.http.ApiClient;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.ApiTransport;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.controllers.job.JobController;
import dev.basalt.controllers.runtime.ControllerHost;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A job controller whose process dies after so many writes: from then on nothing of it reaches the
 * API server, and whatever it remembered is lost.
 */
final class DoomedControllers implements AutoCloseable {
  private final ApiClient client;
  private final ControllerHost host;
  private final ExecutorService informers = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger writes = new AtomicInteger();
  private final int most;

  /**
   * Starts one.
   *
   * @param most writes that it lives to send
   */
  DoomedControllers(Path kubeconfig, int most) {
    this.most = most;
    this.client = ApiClient.open(ApiAccess.kubeconfig(kubeconfig), "basalt-controllers");
    ApiTransport mortal = this::send;
    JobController jobs =
        new JobController(
            client.kubernetes(),
            new Writer(mortal, Fence.none(), Clock.system()),
            (job, warning, reason, message) -> {},
            2,
            Clock.system(),
            informers);
    host = new ControllerHost(jobs.mirrors(), List.of(jobs.controller()));
    jobs.startMirrors();
    host.start();
    host.lead(true);
  }

  /** Whether it has sent all the writes that it lives to send, and wanted to send one more. */
  boolean dead() {
    return writes.get() > most;
  }

  private CompletableFuture<ApiResponse> send(ApiRequest request) {
    if (dead()) {
      return CompletableFuture.failedFuture(new IOException("dead"));
    }
    if (!request.method().equals("GET") && writes.incrementAndGet() > most) {
      return CompletableFuture.failedFuture(new IOException("dead"));
    }
    return client.send(request);
  }

  @Override
  public void close() {
    host.close();
    informers.shutdownNow();
    client.close();
  }
}
