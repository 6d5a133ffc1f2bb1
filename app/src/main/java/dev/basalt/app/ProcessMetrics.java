package dev.basalt.app;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;

/** What a process publishes at {@code /metrics}. */
public final class ProcessMetrics {
  private ProcessMetrics() {}

  /** Adds what is said of a process once, whatever its roles. */
  public static void bind(PrometheusMeterRegistry registry) {
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
  }

  /** All that is published, up to date. */
  public static String scrape(PrometheusMeterRegistry registry, List<? extends Role> roles) {
    roles.forEach(Role::refreshMetrics);
    return registry.scrape();
  }
}
