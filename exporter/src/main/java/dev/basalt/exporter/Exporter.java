package dev.basalt.exporter;

import dev.basalt.cluster.http.ApiClient;
import dev.basalt.controllers.runtime.ControllerHost;
import dev.basalt.controllers.runtime.Mirror;
import dev.basalt.controllers.runtime.Mirror.Hearing;
import dev.basalt.core.port.Clock;
import dev.basalt.exporter.series.Happened;
import dev.basalt.exporter.series.ViewSeries;
import dev.basalt.exporter.usage.UsagePoll;
import dev.basalt.exporter.view.ClusterView;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes what is in a cluster. It only reads, so several may run beside each other. */
public final class Exporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("exporter");
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final double NANOS_PER_SECOND = 1e9;

  /** A watch that nobody writes to may be silent for longer than one that has failed. */
  private static final Duration SILENT = Duration.ofSeconds(90);

  private static final Duration[] SCRAPES = {
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5)
  };

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final ExporterSettings settings;
  private final ClusterView view;
  private final Feeds feeds;
  private final ControllerHost host;
  private final UsagePoll usage;
  private final Timer scrapes;
  private final Thread beginning;

  /**
   * Connects and begins to watch.
   *
   * @param client stays open as long as the exporter, and is not closed by it
   * @param registry where the series go
   */
  public Exporter(
      ApiClient client, ExporterSettings settings, PrometheusMeterRegistry registry, Clock clock) {
    this.settings = settings;
    LongSupplier now = () -> TimeUnit.MILLISECONDS.toSeconds(clock.epochMillis());
    Happened happened = new Happened(registry, settings.limits(), now);
    view = new ClusterView(now, happened);
    feeds = new Feeds(client.kubernetes(), settings, clock, executor);
    host = new ControllerHost(feeds.mirrors(), List.of());
    usage = new UsagePoll(client, view, feeds::pod, settings.usagePeriod());
    registry
        .getPrometheusRegistry()
        .register(new ViewSeries(view, settings.limits(), happened, now));
    scrapes =
        Timer.builder("basalt.exporter.scrape")
            .description("Making and writing an answer to a scrape")
            .serviceLevelObjectives(SCRAPES)
            .register(registry);
    Gauge.builder("basalt.exporter.feed.silence.seconds", this, Exporter::silence)
        .description("Longest time since a watch gave a sign of life")
        .register(registry);
    beginning = Thread.ofVirtual().name("exporter-beginning").unstarted(this::begin);
    feeds.start(view);
    host.start();
    usage.start();
    beginning.start();
  }

  /** An answer to a scrape was made, in so many nanoseconds. */
  public void scraped(long nanos) {
    scrapes.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** What is wrong with what is known of the cluster, a line each; none if it is fresh. */
  public List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    for (Mirror<?, ?> mirror : feeds.mirrors()) {
      Hearing heard = mirror.hearing();
      String because = heard.error() == null ? "" : " (" + heard.error() + ")";
      Duration limit = heard.error() == null ? SILENT : settings.patience();
      if (!heard.synced()) {
        complaints.add(heard.kind() + ": not synced yet" + because);
      } else if (heard.silentNanos() > limit.toNanos()) {
        complaints.add(
            heard.kind()
                + ": nothing heard for "
                + TimeUnit.NANOSECONDS.toSeconds(heard.silentNanos())
                + " s"
                + because);
      }
    }
    return complaints;
  }

  @Override
  public void close() {
    beginning.interrupt();
    usage.close();
    host.close();
    executor.shutdownNow();
  }

  private void begin() {
    try {
      while (!feeds.mirrors().stream().allMatch(Mirror::synced)) {
        Thread.sleep(LOOK);
      }
      view.begin();
      LOG.info("all there is has been seen");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private double silence() {
    return feeds.mirrors().stream()
            .mapToLong(mirror -> mirror.hearing().silentNanos())
            .max()
            .orElse(0)
        / NANOS_PER_SECOND;
  }
}
