package dev.basalt.watchdog.rule;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a rule may look for. */
public enum Kind {
  /** A job ended, and not well; or a pod did that is no job's and that nobody replaces. */
  JOB_FAILED(
      "jobFailed",
      new FailedJobs(),
      new Times(Duration.ofSeconds(2), Duration.ZERO, Duration.ofHours(1)),
      List.of(),
      List.of(
          "namespace",
          "job_name",
          "queue",
          "user",
          "reason",
          "phase",
          "message",
          "task",
          "pod",
          "container",
          "exit_code",
          "retries",
          "failed_pods",
          "first_failure")),
  /** A job, or a gang that is no job's, has waited for longer than it should. */
  JOB_PENDING(
      "jobPending",
      new PendingJobs(),
      new Times(Duration.ofHours(1), Duration.ofSeconds(10), Duration.ZERO),
      List.of(),
      List.of("namespace", "job_name", "queue", "user", "reason", "message", "waited")),
  /** A gang waits although its queue holds less than it deserves and there is room. */
  GANG_STARVED(
      "gangStarved",
      new StarvedGangs(),
      new Times(Duration.ofMinutes(15), Duration.ofMinutes(1), Duration.ZERO),
      List.of(),
      List.of(
          "namespace",
          "job_name",
          "queue",
          "user",
          "reason",
          "message",
          "min_member",
          "needs",
          "allocated",
          "deserved",
          "free")),
  /** A pod was killed for want of memory and may not get more. */
  OOM_AT_MAXIMUM(
      "oomAtMaximum",
      new MemoryMaxima(),
      new Times(Duration.ZERO, Duration.ofSeconds(10), Duration.ofHours(1)),
      List.of(),
      List.of("namespace", "job_name", "queue", "user", "reason", "message")),
  /** A queue holds more than it may. */
  QUEUE_OVER_CAPABILITY(
      "queueOverCapability",
      new CrowdedQueues(),
      new Times(Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ZERO),
      List.of(new Threshold("ratio", 1, 0.01, 100, false)),
      List.of("queue", "reason", "resource", "allocated", "capability", "percent")),
  /** A queue uses little of what is kept for it. */
  QUEUE_UNDERUSED(
      "queueUnderused",
      new IdleQueues(),
      new Times(Duration.ofHours(4), Duration.ofMinutes(5), Duration.ZERO),
      List.of(new Threshold("ratio", 0.1, 0, 1, false)),
      List.of("queue", "allocated", "deserved", "percent")),
  /** A job uses little of the CPU that it asks for. */
  RESOURCE_WASTE(
      "resourceWaste",
      new WastefulJobs(),
      new Times(Duration.ofHours(1), Duration.ofMinutes(5), Duration.ZERO),
      List.of(
          new Threshold("ratio", 0.3, 0, 1, false),
          new Threshold("cores", 8, 0, 1_000_000, false)),
      List.of("namespace", "job_name", "queue", "user", "used", "requested", "wasted", "percent")),
  /** Nobody decides about pods. */
  SCHEDULER_STALLED(
      "schedulerStalled",
      new StalledSchedulers(),
      new Times(Duration.ZERO, Duration.ofSeconds(10), Duration.ZERO),
      List.of(new Threshold("after", 30, 20, 86_400, true)),
      List.of("reason", "scheduler", "what", "silent")),
  /** A quota of a namespace is nearly used up. */
  QUOTA_NEARLY_FULL(
      "quotaNearlyFull",
      new FullQuotas(),
      new Times(Duration.ofMinutes(10), Duration.ofMinutes(5), Duration.ZERO),
      List.of(new Threshold("ratio", 0.9, 0.01, 1, false)),
      List.of("namespace", "quota", "reason", "resource", "used", "hard", "percent")),
  /** Always: that it stops is the alarm. */
  HEARTBEAT(
      "heartbeat",
      (rule, look, found) -> found.accept(Finding.state("", Map.of(), Map.of())),
      new Times(Duration.ZERO, Duration.ZERO, Duration.ZERO),
      List.of(),
      List.of());

  /**
   * How long things take unless the file says so.
   *
   * @param before how long it must be so before an alert fires
   * @param keep how long an alert is kept once it is so no longer
   * @param resolve after what time an alert that fires is resolved whatever is so; zero for never
   */
  public record Times(Duration before, Duration keep, Duration resolve) {}

  private final String text;
  private final Check check;
  private final Times times;
  private final List<Threshold> thresholds;
  private final Set<String> placeholders;

  Kind(
      String text,
      Check check,
      Times times,
      List<Threshold> thresholds,
      List<String> placeholders) {
    this.text = text;
    this.check = check;
    this.times = times;
    this.thresholds = thresholds;
    this.placeholders = new TreeSet<>(placeholders);
  }

  /** The name in the file. */
  public String text() {
    return text;
  }

  public Times times() {
    return times;
  }

  public List<Threshold> thresholds() {
    return thresholds;
  }

  /** What its texts may name. */
  public Set<String> placeholders() {
    return Collections.unmodifiableSet(placeholders);
  }

  /** Whether its findings happen once each, and are told once each. */
  public boolean once() {
    return this == JOB_FAILED || this == OOM_AT_MAXIMUM;
  }

  /** Whether it measures by the API's time stamps for how long something has been so. */
  public boolean measuresItself() {
    return this == JOB_PENDING;
  }

  Check check() {
    return check;
  }
}
