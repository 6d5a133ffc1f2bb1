package dev.basalt.app.scheduler;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.app.CommandFailure;
import dev.basalt.cluster.lead.LeaseTimes;
import dev.basalt.core.model.ZoneScope;
import dev.basalt.core.zone.OwnershipSettings;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The zones that a process serves, and the Lease that stands for the instance: there is one for
 * each set of zones, and its name is what the instance's nodes are owned under.
 */
final class ServedZones {
  /** A zone's name is part of the Lease's name, and the name of its NodeZone. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  private final SchedulerOptions options;
  private final String leaseName;

  /**
   * Checks what was asked for.
   *
   * @throws CommandFailure if it cannot be served
   */
  ServedZones(SchedulerOptions options) {
    this.options = options;
    for (String zone : options.zones()) {
      if (!NAME.matcher(zone).matches()) {
        throw new CommandFailure(
            "--zone \""
                + zone
                + "\": the name of a zone has lowercase letters, digits and dashes, at most 63;"
                + " label the nodes (basalt.dev/zone) with such a name");
      }
    }
    if (!options.zones().isEmpty() && !options.leaderElect()) {
      throw new CommandFailure(
          "--zone needs a Lease, by which other schedulers see that this one lives: leave out"
              + " --leader-elect=false");
    }
    if (options.volcanoNamespace() != null) {
      takesVolcanosLease();
    }
    String name = options.schedulerNames().stream().sorted().findFirst().orElse("basalt");
    leaseName =
        options.zones().isEmpty()
            ? name
            : name + ".zone." + String.join(".", new TreeSet<>(options.zones()));
  }

  private void takesVolcanosLease() {
    if (!options.zones().isEmpty()) {
      throw new CommandFailure(
          "--in-place-of-volcano takes a Lease that stands for the whole cluster: leave out --zone"
              + " until Volcano is gone");
    }
    if (!options.leaderElect()) {
      throw new CommandFailure(
          "--in-place-of-volcano is about a Lease: leave out --leader-elect=false");
    }
    if (!options.schedulerNames().contains(VolcanoNames.SCHEDULER)) {
      throw new CommandFailure(
          "--in-place-of-volcano needs --scheduler-name " + VolcanoNames.SCHEDULER);
    }
  }

  String leaseName() {
    return options.volcanoNamespace() == null ? leaseName : VolcanoNames.SCHEDULER;
  }

  /** Where the Lease lies. */
  String leaseNamespace() {
    String volcano = options.volcanoNamespace();
    return volcano == null ? options.leaseNamespace() : volcano;
  }

  ZoneScope scope() {
    Set<String> zones = options.zones();
    return zones.isEmpty()
        ? ZoneScope.ALL
        : new ZoneScope(zones, options.leaseNamespace() + "/" + leaseName);
  }

  OwnershipSettings ownership(LeaseTimes times) {
    return new OwnershipSettings(
        options.zones(),
        scope().identity(),
        times.leaseDuration(),
        times.bindTimeout(),
        times.retryPeriod());
  }
}
