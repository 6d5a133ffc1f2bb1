package dev.basalt.app.controllers;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.app.LeaseOptions;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How controllers run.
 *
 * @param leaderElect whether to take a Lease before writing
 * @param leaseNamespace where the Lease lies
 * @param workers jobs that are worked on at once; and as many CronJobs and flows
 * @param schedulerNames names of the schedulers whose pods get groups
 * @param groupLife how long a PodGroup without owner and pods is kept after it is Completed; zero
 *     for ever
 * @param volcanoNamespace where the Lease of Volcano's controllers lies, which is taken in place of
 *     ours; null for ours
 */
public record ControllersOptions(
    boolean leaderElect,
    String leaseNamespace,
    int workers,
    Set<String> schedulerNames,
    Duration groupLife,
    @Nullable String volcanoNamespace) {
  static final Set<String> SCHEDULERS = Set.of(BasaltNames.SCHEDULER, VolcanoNames.SCHEDULER);
  static final Duration GROUP_LIFE = Duration.ofDays(1);

  public ControllersOptions {
    schedulerNames = Set.copyOf(schedulerNames);
  }

  /** For controllers beside other roles. */
  public static ControllersOptions role(
      LeaseOptions lease, int workers, Set<String> schedulerNames) {
    return new ControllersOptions(
        lease.leaderElect(),
        lease.leaseNamespace(),
        workers,
        schedulerNames,
        GROUP_LIFE,
        lease.volcanoNamespace());
  }

  /** For controllers alone on their cluster. */
  public static ControllersOptions alone() {
    return new ControllersOptions(false, "basalt-system", 4, SCHEDULERS, GROUP_LIFE, null);
  }
}
