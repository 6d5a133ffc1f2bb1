package dev.basalt.app.watchdog;

import dev.basalt.core.event.UserSource;
import dev.basalt.watchdog.capability.CapabilityOptions;
import dev.basalt.watchdog.notify.ReceiverSpec;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a watchdog runs.
 *
 * @param leaderElect whether to take a Lease before telling anybody anything
 * @param namespace where the Lease lies, and what was told
 * @param schedulersNamespace where the schedulers' Leases lie
 * @param rules where the rules come from; null for the standard ones
 * @param runbooks where docs/runbooks.md is to be read; null for nowhere
 * @param receivers who is told, besides those in the rules
 * @param schedulerNames names of the schedulers whose pods must be decided about
 * @param user where it is read whose a pod or job is
 * @param capability how the capability of queues is kept
 */
public record WatchdogOptions(
    boolean leaderElect,
    String namespace,
    String schedulersNamespace,
    @Nullable String rules,
    @Nullable String runbooks,
    List<ReceiverSpec> receivers,
    Set<String> schedulerNames,
    UserSource user,
    CapabilityOptions capability) {
  public WatchdogOptions {
    receivers = List.copyOf(receivers);
    schedulerNames = Set.copyOf(schedulerNames);
  }
}
