package dev.basalt.exporter.series;

import dev.basalt.exporter.view.Happenings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.search.Search;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Counts and times what happens while the exporter looks on. */
public final class Happened implements Happenings {
  private static final String FAILED = "Failed";

  private static final String PODS_FINISHED = "basalt.pods.finished";
  private static final String JOBS_FINISHED = "basalt.jobs.finished";
  private static final String JOB_WAIT = "basalt.job.wait";
  private static final String JOB_DURATION = "basalt.job.duration";
  private static final String GANG_WAIT = "basalt.gang.wait";
  private static final String GANG_ADMISSION = "basalt.gang.admission";
  private static final String COMPLETED_ALIAS = "volcano.job.completed.phase.count";
  private static final String FAILED_ALIAS = "volcano.job.failed.phase.count";

  /** A registry may be shared with other roles, which have series of queues too. */
  private static final Set<String> OWN =
      Set.of(
          PODS_FINISHED,
          JOBS_FINISHED,
          JOB_WAIT,
          JOB_DURATION,
          GANG_WAIT,
          GANG_ADMISSION,
          COMPLETED_ALIAS,
          FAILED_ALIAS);

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
  private final Places<String> queues;
  private final Places<QueueUser> users;
  private final Map<String, AtomicLong> ended = new HashMap<>();

  /**
   * Counters that have counted nothing yet.
   *
   * @param nowSeconds the time, seconds since 1970
   */
  public Happened(MeterRegistry registry, Limits limits, LongSupplier nowSeconds) {
    this.registry = registry;
    this.queues = new Places<>(limits.queues(), nowSeconds, this::forget);
    this.users =
        new Places<>(
            limits.users(),
            nowSeconds,
            gone -> remove(Tags.of("queue", gone.queue(), "user", gone.user())));
  }

  /**
   * Says how many queues and users are counted under no name. For the same thread as everything
   * else.
   */
  void tell(LeftOut leftOut) {
    leftOut.set("basalt_pods_finished_total", queues.leftOut(), "--max-queues");
    leftOut.set("basalt_job_wait_seconds", users.leftOut(), "--max-users");
  }

  @Override
  public void podEnded(String queue, boolean failed, String reason) {
    Counter.builder(PODS_FINISHED)
        .description("Pods that ended, by how and why")
        .tag("queue", queue(queue))
        .tag("result", failed ? FAILED : "Succeeded")
        .tag("reason", reason)
        .register(registry)
        .increment();
  }

  @Override
  public void jobStarted(String queue, String user, long waitedSeconds) {
    String named = queue(queue);
    Timer.builder(JOB_WAIT)
        .description("From a job's creation until it first ran")
        .tag("queue", named)
        .tag("user", user(named, user))
        .serviceLevelObjectives(WAITS)
        .register(registry)
        .record(waitedSeconds, TimeUnit.SECONDS);
  }

  @Override
  public void jobEnded(String queue, String user, String phase, long seconds) {
    String named = queue(queue);
    Counter.builder(JOBS_FINISHED)
        .description("Jobs that ended, by phase")
        .tag("queue", named)
        .tag("phase", phase)
        .register(registry)
        .increment();
    Timer.builder(JOB_DURATION)
        .description("From a job's start to its end")
        .tag("queue", named)
        .tag("user", user(named, user))
        .tag("phase", phase)
        .serviceLevelObjectives(RUNS)
        .register(registry)
        .record(seconds, TimeUnit.SECONDS);
    switch (phase) {
      case "Completed" -> alias(COMPLETED_ALIAS, named);
      case FAILED -> alias(FAILED_ALIAS, named);
      default -> {}
    }
  }

  @Override
  public void gangPlaced(String queue, long waitedSeconds) {
    Timer.builder(GANG_WAIT)
        .description("From a PodGroup's creation until its minimum was bound")
        .tag("queue", queue(queue))
        .serviceLevelObjectives(WAITS)
        .register(registry)
        .record(waitedSeconds, TimeUnit.SECONDS);
  }

  @Override
  public void gangAdmitted(String queue, long waitedSeconds) {
    Timer.builder(GANG_ADMISSION)
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
            key(name, queue),
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

  private static String key(String alias, String queue) {
    return alias + " " + queue;
  }

  /** The queue's name, as long as there are not too many of them; else it counts for no queue. */
  private String queue(String queue) {
    return queues.has(queue) ? queue : "";
  }

  /** The user's name, as long as there are not too many of them; else it counts for nobody. */
  private String user(String queue, String user) {
    return users.has(new QueueUser(queue, user)) ? user : "";
  }

  private void forget(String queue) {
    ended.remove(key(COMPLETED_ALIAS, queue));
    ended.remove(key(FAILED_ALIAS, queue));
    remove(Tags.of("queue", queue));
    remove(Tags.of("queue_name", queue));
  }

  private void remove(Tags tags) {
    Search.in(registry).name(OWN::contains).tags(tags).meters().forEach(registry::remove);
  }
}
