package dev.basalt.watchdog.capability;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How capability is kept where no annotation says otherwise.
 *
 * @param usual the rule for queues that hold no other queues and name no rule; null: only queues
 *     are kept that name one
 * @param hysteresis a change of less than so many hundredths of a per cent is not written, 0 to
 *     10,000
 * @param beforeFall how long less must have been there before it is lowered, up to an hour
 * @param beforeRise how long more must have been there before it is raised, up to an hour
 * @param dryRun whether it is only said what would be written
 */
public record CapabilityOptions(
    @Nullable CapabilityRule usual,
    int hysteresis,
    Duration beforeFall,
    Duration beforeRise,
    boolean dryRun) {
  /** The longest time before a change. */
  public static final Duration LONGEST = Duration.ofHours(1);

  /** Checks the ranges. */
  public CapabilityOptions {
    if (hysteresis < 0 || hysteresis > CapabilityRule.WHOLE) {
      throw new IllegalArgumentException("the hysteresis must be 0% to 100%");
    }
    if (beforeFall.isNegative()
        || beforeFall.compareTo(LONGEST) > 0
        || beforeRise.isNegative()
        || beforeRise.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("the times before a change must be 0 to 1h");
    }
  }

  /** Queues that name a rule; 4 s before a fall, 2 s before a rise. */
  public static CapabilityOptions standard() {
    return new CapabilityOptions(null, 0, Duration.ofSeconds(4), Duration.ofSeconds(2), false);
  }

  /** The same, only saying what would be written. */
  public CapabilityOptions withDryRun() {
    return new CapabilityOptions(usual, hysteresis, beforeFall, beforeRise, true);
  }
}
