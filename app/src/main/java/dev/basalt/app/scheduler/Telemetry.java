package dev.basalt.app.scheduler;

import dev.basalt.core.engine.EngineListener;
import dev.basalt.core.engine.SessionReport;
import dev.basalt.core.event.PodSpec;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what the engine tells into metrics and log lines. Names follow the conventions of
 * Prometheus; where Volcano has a series for the same thing, its name is an alias.
 */
final class Telemetry implements EngineListener {
  private static final Logger LOG = LoggerFactory.getLogger("scheduler");

  private static final Duration[] LATENCIES = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30),
    Duration.ofMinutes(5),
    Duration.ofHours(1)
  };

  private final MeterRegistry registry;
  private final Consumer<SessionReport> watcher;
  private final Timer session;
  private final MillisecondsAlias sessionAlias;
  private final Timer bind;
  private final Counter confirmed;
  private final Counter refused;
  private final Counter gangEvictions;
  private final Counter failures;
  private final AtomicInteger configurationValid = new AtomicInteger(1);

  /**
   * Makes the series.
   *
   * @param watcher is told of each session too; must not block
   */
  Telemetry(MeterRegistry registry, Consumer<SessionReport> watcher) {
    this.registry = registry;
    this.watcher = watcher;
    this.session = timer("basalt.session", "Duration of sessions that ran").register(registry);
    this.sessionAlias =
        new MillisecondsAlias(
            registry, "volcano.e2e.scheduling.latency.milliseconds", "Alias of basalt_session");
    this.bind =
        timer("basalt.pod.bind", "From a pod's creation to its confirmed binding")
            .register(registry);
    this.confirmed = bindings("confirmed");
    this.refused = bindings("refused");
    this.failures =
        Counter.builder("basalt.session.failures")
            .description("Sessions that ended with an exception")
            .register(registry);
    this.gangEvictions =
        Counter.builder("basalt.gang.evictions")
            .description("Gangs evicted whole because they could not be completed in time")
            .register(registry);
    Gauge.builder("basalt.config.last.reload.success", configurationValid, AtomicInteger::get)
        .description("1 if the configuration read last was taken, 0 if it was refused")
        .register(registry);
  }

  @Override
  public void sessionClosed(SessionReport report) {
    watcher.accept(report);
    session.record(report.nanos(), TimeUnit.NANOSECONDS);
    sessionAlias.record(report.nanos());
    for (SessionReport.ActionTime action : report.actionNanos()) {
      timer("basalt.action", "Duration of an action")
          .tag("action", action.action())
          .register(registry)
          .record(action.nanos(), TimeUnit.NANOSECONDS);
    }
    if (report.bindings() + report.evictions() > 0) {
      LOG.atInfo()
          .addKeyValue("session", report.id())
          .addKeyValue("bindings", report.bindings())
          .addKeyValue("evictions", report.evictions())
          .addKeyValue("waiting_jobs", report.waitingJobs())
          .addKeyValue("micros", report.nanos() / 1_000)
          .log("decided");
    }
  }

  @Override
  public void bound(PodSpec pod, long millisSinceCreation) {
    confirmed.increment();
    bind.record(millisSinceCreation, TimeUnit.MILLISECONDS);
  }

  @Override
  public void refused(String podUid, String reason, String message) {
    refused.increment();
    Counter.builder("basalt.binding.refusals")
        .description("Bindings that the API server refused, by reason")
        .tag("reason", reason)
        .register(registry)
        .increment();
    LOG.atDebug()
        .addKeyValue("pod_uid", podUid)
        .addKeyValue("reason", reason)
        .log("binding refused: {}", message);
  }

  @Override
  public void gangEvicted(String job, int pods) {
    gangEvictions.increment();
    LOG.atWarn()
        .addKeyValue("job", job)
        .addKeyValue("pods", pods)
        .log("gang could not be completed in time and is evicted whole");
  }

  @Override
  public void failed(RuntimeException failure) {
    failures.increment();
    LOG.atError().setCause(failure).log("a session failed; this is a defect, please report it");
  }

  @Override
  public void noticed(String notice) {
    LOG.warn("configuration: {}", notice);
  }

  @Override
  public void configured(boolean taken, String message) {
    configurationValid.set(taken ? 1 : 0);
    if (taken) {
      LOG.info("configuration taken");
    } else {
      LOG.error("configuration refused, the former one stays: {}", message);
    }
  }

  private Counter bindings(String result) {
    return Counter.builder("basalt.bindings")
        .description("Bindings answered by the API server")
        .tag("result", result)
        .register(registry);
  }

  private static Timer.Builder timer(String name, String description) {
    return Timer.builder(name).description(description).serviceLevelObjectives(LATENCIES);
  }
}
