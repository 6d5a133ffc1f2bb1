package dev.basalt.app.watchdog;

import dev.basalt.cluster.http.ApiClient;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.controllers.runtime.ControllerHost;
import dev.basalt.controllers.runtime.PublishedNotices;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import dev.basalt.watchdog.capability.CapabilityKeeper;
import dev.basalt.watchdog.capability.CapabilityOptions;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.Executor;

/** The part of the watchdog that keeps the capability of queues. */
final class QueueKeeping implements AutoCloseable {
  private final PublishedNotices notices;
  private final CapabilityKeeper keeper;
  private final ControllerHost host;

  /**
   * A part that does nothing until started.
   *
   * @param fence of the Lease under which it writes
   */
  QueueKeeping(
      ApiClient client,
      Fence fence,
      CapabilityOptions options,
      MeterRegistry registry,
      Clock clock,
      Executor informers) {
    notices = new PublishedNotices(client, clock, fence, "basalt-watchdog");
    keeper =
        new CapabilityKeeper(
            client.kubernetes(),
            new Writer(client, fence, clock),
            notices,
            options,
            registry,
            clock,
            informers);
    host = new ControllerHost(keeper.mirrors(), List.of(keeper.controller()));
  }

  /** Begins to watch. */
  void start() {
    keeper.startMirrors();
    host.start();
  }

  /** This process leads from now on, or no longer. */
  void lead(boolean leads) {
    host.lead(leads);
  }

  /** What is wrong with what is known of the cluster, a line each. */
  List<String> complaints() {
    return host.complaints();
  }

  void refreshMetrics() {
    keeper.refreshMetrics();
  }

  @Override
  public void close() {
    host.close();
    notices.close();
  }
}
