package dev.basalt.app.watchdog;

import dev.basalt.watchdog.capability.CapabilityOptions;
import dev.basalt.watchdog.notify.ReceiverSpec;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a watchdog runs.
 *
 * @param leaderElect whether to take a Lease before telling anybody anything
 * @param namespace where the Lease lies, the schedulers' Leases, and what was told
 * @param rules where the rules come from; null for the standard ones
 * @param receivers who is told, besides those in the rules
 * @param schedulerNames names of the schedulers whose pods must be decided about
 * @param capability how the capability of queues is kept
 */
public record WatchdogOptions(
    boolean leaderElect,
    String namespace,
    @Nullable String rules,
    List<ReceiverSpec> receivers,
    Set<String> schedulerNames,
    CapabilityOptions capability) {
  public WatchdogOptions {
    receivers = List.copyOf(receivers);
    schedulerNames = Set.copyOf(schedulerNames);
  }
}
