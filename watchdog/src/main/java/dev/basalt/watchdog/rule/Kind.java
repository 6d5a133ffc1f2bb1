package dev.basalt.watchdog.rule;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What a rule may look for. */
public enum Kind {
  /** A job ended, and not well; or a pod did that is no job's and that nobody replaces. */
  JOB_FAILED("jobFailed"),
  /** A job, or a gang that is no job's, has waited for longer than it should. */
  JOB_PENDING("jobPending"),
  /** A gang waits although its queue holds less than it deserves and there is room. */
  GANG_STARVED("gangStarved"),
  /** A pod was killed for want of memory and may not get more. */
  OOM_AT_MAXIMUM("oomAtMaximum"),
  /** A queue holds more than it may. */
  QUEUE_OVER_CAPABILITY("queueOverCapability"),
  /** A queue uses little of what is kept for it. */
  QUEUE_UNDERUSED("queueUnderused"),
  /** A job uses little of the CPU that it asks for. */
  RESOURCE_WASTE("resourceWaste"),
  /** Nobody decides about pods. */
  SCHEDULER_STALLED("schedulerStalled"),
  /** A quota of a namespace is nearly used up. */
  QUOTA_NEARLY_FULL("quotaNearlyFull"),
  /** Always: that it stops is the alarm. */
  HEARTBEAT("heartbeat"),
  /** More was found by a rule than may fire. */
  ALERTS_LEFT_OUT("alertsLeftOut");

  /**
   * How long things take unless the file says so.
   *
   * @param before how long it must be so before an alert fires
   * @param keep how long an alert is kept once it is so no longer
   * @param resolve after what time an alert that fires is resolved whatever is so; zero for never
   */
  public record Times(Duration before, Duration keep, Duration resolve) {}

  private final String text;

  Kind(String text) {
    this.text = text;
  }

  /** The name in the file. */
  public String text() {
    return text;
  }

  /** How long things take unless the file says so. */
  public Times times() {
    return Traits.of(this).times();
  }

  /** Numbers that it takes. */
  public List<Threshold> thresholds() {
    return Traits.of(this).thresholds();
  }

  /** What its texts may name. */
  public Set<String> placeholders() {
    return Traits.of(this).placeholders();
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
    return Traits.of(this).check();
  }
}
