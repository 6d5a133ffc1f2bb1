package dev.basalt.app.watchdog;

import dev.basalt.watchdog.Counts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What is published of a watchdog. */
final class WatchdogMetrics {
  private final Counts counts;
  private final MeterRegistry registry;
  private final MultiGauge alerts;
  private final Set<Counts.Message> known = new HashSet<>();

  WatchdogMetrics(Counts counts, RulesSource rules, MeterRegistry registry) {
    this.counts = counts;
    this.registry = registry;
    alerts =
        MultiGauge.builder("basalt.watchdog.alerts")
            .description("Alerts that fire")
            .register(registry);
    Gauge.builder(
            "basalt.watchdog.heartbeat.timestamp",
            counts,
            c -> c.heartbeatMillis() / (double) TimeUnit.SECONDS.toMillis(1))
        .description("When rules were last looked at and all was kept; 0 on a standby")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder(
            "basalt.watchdog.rules.last.reload.success", rules, r -> r.lastTaken() ? 1 : 0)
        .description("Whether the rules that were read last could be used")
        .register(registry);
    Gauge.builder("basalt.watchdog.alerts.left.out", counts, Counts::leftOut)
        .description("Findings that have not fired, as too many alerts do")
        .register(registry);
    FunctionCounter.builder("basalt.watchdog.alerts.dropped", counts, Counts::dropped)
        .description("Resolved alerts that were dropped before everybody had been told")
        .register(registry);
  }

  /** Brings up to date what depends on rules and receivers. */
  synchronized void refresh() {
    alerts.register(
        counts.firing().entrySet().stream()
            .map(one -> MultiGauge.Row.of(Tags.of("alert", one.getKey()), one.getValue()))
            .toList(),
        true);
    for (Counts.Message message : counts.messages().keySet()) {
      if (known.add(message)) {
        FunctionCounter.builder(
                "basalt.watchdog.notifications",
                counts,
                c -> c.messages().getOrDefault(message, 0L))
            .description("Messages to receivers")
            .tag("receiver", message.receiver())
            .tag("result", message.result())
            .register(registry);
      }
    }
  }
}
