package dev.basalt.app.role;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** What a process publishes at {@code /metrics}. */
public final class ProcessMetrics {
  private ProcessMetrics() {}

  /** Adds what is said of a process once, whatever its roles. */
  public static void bind(PrometheusMeterRegistry registry) {
    new JvmMemoryMetrics().bindTo(registry);
    // Never closed: it listens as long as the process lives.
    new JvmGcMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    String version = ProcessMetrics.class.getPackage().getImplementationVersion();
    Gauge.builder("basalt.build.info", () -> 1)
        .description("What runs here")
        .tag("version", version == null ? "checkout" : version)
        .tag("java", Runtime.version().toString())
        .register(registry);
  }

  /** Writes all that is published, up to date. */
  public static void scrape(
      PrometheusMeterRegistry registry,
      List<? extends Role> roles,
      OutputStream out,
      ScrapeFormat format)
      throws IOException {
    long begun = System.nanoTime();
    roles.forEach(Role::refreshMetrics);
    registry.scrape(out, format.contentType());
    long nanos = System.nanoTime() - begun;
    roles.forEach(role -> role.scraped(nanos));
  }
}
