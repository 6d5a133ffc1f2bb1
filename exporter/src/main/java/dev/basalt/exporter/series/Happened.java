package dev.basalt.exporter.series;

import dev.basalt.exporter.view.Happenings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Counts and times what happens while the exporter looks on. */
public final class Happened implements Happenings {
  private static final String FAILED = "Failed";

  private static final Duration[] WAITS = {
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(15),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5),
    Duration.ofMinutes(15),
    Duration.ofHours(1),
    Duration.ofHours(4),
    Duration.ofHours(12),
    Duration.ofDays(1),
    Duration.ofDays(3)
  };

  private static final Duration[] RUNS = {
    Duration.ofSeconds(10),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5),
    Duration.ofMinutes(15),
    Duration.ofHours(1),
    Duration.ofHours(4),
    Duration.ofHours(12),
    Duration.ofDays(1),
    Duration.ofDays(3),
    Duration.ofDays(7)
  };

  private record QueueUser(String queue, String user) {}

  private final MeterRegistry registry;
  private final Limits limits;
  private final LeftOut leftOut = new LeftOut();
  private final Set<String> queues = new HashSet<>();
  private final Set<QueueUser> users = new HashSet<>();
  private final Map<String, AtomicLong> ended = new HashMap<>();

  /** Counters that have counted nothing yet. */
  public Happened(MeterRegistry registry, Limits limits) {
    this.registry = registry;
    this.limits = limits;
  }

  LeftOut leftOut() {
    return leftOut;
  }

  @Override
  public void podEnded(String queue, boolean failed, String reason) {
    Counter.builder("basalt.pods.finished")
        .description("Pods that ended, by how and why")
        .tag("queue", queue(queue))
        .tag("result", failed ? FAILED : "Succeeded")
        .tag("reason", reason)
        .register(registry)
        .increment();
  }

  @Override
  public void jobStarted(String queue, String user, long waitedSeconds) {
    Timer.builder("basalt.job.wait")
        .description("From a job's creation until it first ran")
        .tag("queue", queue(queue))
        .tag("user", user(queue, user, "basalt_job_wait_seconds"))
        .serviceLevelObjectives(WAITS)
        .register(registry)
        .record(waitedSeconds, TimeUnit.SECONDS);
  }

  @Override
  public void jobEnded(String queue, String user, String phase, long seconds) {
    String named = queue(queue);
    Counter.builder("basalt.jobs.finished")
        .description("Jobs that ended, by phase")
        .tag("queue", named)
        .tag("phase", phase)
        .register(registry)
        .increment();
    Timer.builder("basalt.job.duration")
        .description("From a job's start to its end")
        .tag("queue", named)
        .tag("user", user(queue, user, "basalt_job_duration_seconds"))
        .tag("phase", phase)
        .serviceLevelObjectives(RUNS)
        .register(registry)
        .record(seconds, TimeUnit.SECONDS);
    switch (phase) {
      case "Completed" -> alias("volcano.job.completed.phase.count", named);
      case FAILED -> alias("volcano.job.failed.phase.count", named);
      default -> {}
    }
  }

  @Override
  public void gangPlaced(String queue, long waitedSeconds) {
    Timer.builder("basalt.gang.wait")
        .description("From a PodGroup's creation until its minimum was bound")
        .tag("queue", queue(queue))
        .serviceLevelObjectives(WAITS)
        .register(registry)
        .record(waitedSeconds, TimeUnit.SECONDS);
  }

  @Override
  public void gangAdmitted(String queue, long waitedSeconds) {
    Timer.builder("basalt.gang.admission")
        .description("From a PodGroup's creation until it was let in")
        .tag("queue", queue(queue))
        .serviceLevelObjectives(WAITS)
        .register(registry)
        .record(waitedSeconds, TimeUnit.SECONDS);
  }

  /** Not a counter: its name has not the ending of one. */
  private void alias(String name, String queue) {
    AtomicLong count =
        ended.computeIfAbsent(
            name + " " + queue,
            first -> {
              AtomicLong none = new AtomicLong();
              Gauge.builder(name, none, AtomicLong::get)
                  .description("Alias of basalt_jobs_finished_total")
                  .tag("queue_name", queue)
                  .register(registry);
              return none;
            });
    count.incrementAndGet();
  }

  /** The queue's name, as long as there are not too many of them. */
  private String queue(String queue) {
    if (queues.contains(queue)) {
      return queue;
    }
    if (queues.size() >= limits.queues()) {
      return "";
    }
    queues.add(queue);
    return queue;
  }

  /** The user's name, as long as there are not too many of them; else it counts for nobody. */
  private String user(String queue, String user, String family) {
    QueueUser one = new QueueUser(queue, user);
    if (users.contains(one)) {
      return user;
    }
    if (users.size() >= limits.users()) {
      leftOut.add(family, "--max-users");
      return "";
    }
    users.add(one);
    return user;
  }
}
