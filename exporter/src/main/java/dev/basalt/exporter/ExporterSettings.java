package dev.basalt.exporter;

import dev.basalt.core.event.UserSource;
import dev.basalt.exporter.series.Limits;
import java.time.Duration;
import java.util.Set;

/**
 * How an exporter works.
 *
 * @param schedulerNames names of the schedulers whose pods are ours
 * @param user the label or annotation that says whose pods, groups and jobs are
 * @param limits how much is published
 * @param usagePeriod how often it is asked what pods use
 * @param patience for how long a watch that has failed may be silent before the exporter counts as
 *     not ready
 */
public record ExporterSettings(
    Set<String> schedulerNames,
    UserSource user,
    Limits limits,
    Duration usagePeriod,
    Duration patience) {

  public ExporterSettings {
    schedulerNames = Set.copyOf(schedulerNames);
    user = user.mark();
  }

  /** The same with another patience. */
  public ExporterSettings withPatience(Duration time) {
    return new ExporterSettings(schedulerNames, user, limits, usagePeriod, time);
  }

  /** The same with other limits. */
  public ExporterSettings withLimits(Limits other) {
    return new ExporterSettings(schedulerNames, user, other, usagePeriod, patience);
  }
}
