package dev.basalt.app.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.app.CommandFailure;
import dev.basalt.app.LeaseOptions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

final class ServedZonesTest {
  private final SchedulerOptions standard = SchedulerOptions.standard();

  @Test
  void anInstanceHasItsLeaseByNamesAndZones() {
    assertThat(new ServedZones(standard).leaseName()).isEqualTo("basalt");
    ServedZones some = new ServedZones(standard.withZones(Set.of("b", "a")));
    assertThat(some.leaseName()).isEqualTo("basalt.zone.a.b");
    assertThat(some.leaseNamespace()).isEqualTo("basalt-system");
  }

  @Test
  void inPlaceOfVolcanoTheLeaseIsVolcanos() {
    ServedZones zones = new ServedZones(inPlaceOf("volcano-elsewhere"));

    assertThat(zones.leaseName()).isEqualTo("volcano");
    assertThat(zones.leaseNamespace()).isEqualTo("volcano-elsewhere");
  }

  @Test
  void whatVolcanosLeaseCannotStandForIsRefusedWithTheRemedy() {
    SchedulerOptions options = inPlaceOf("volcano-system");

    assertRefused(options.withZones(Set.of("a")), "leave out --zone");
    assertRefused(options.withoutLeaderElection(), "leave out --leader-elect=false");
    assertRefused(options.withSchedulerNames(Set.of("basalt")), "--scheduler-name volcano");
  }

  @Test
  void theFlagNeedsNoNamespace() {
    assertThat(parsed().volcanoNamespace()).isNull();
    assertThat(parsed("--in-place-of-volcano").volcanoNamespace()).isEqualTo("volcano-system");
    assertThat(parsed("--in-place-of-volcano=batch").volcanoNamespace()).isEqualTo("batch");
  }

  private SchedulerOptions inPlaceOf(String namespace) {
    return standard.toBuilder().volcanoNamespace(namespace).build();
  }

  private static void assertRefused(SchedulerOptions options, String remedy) {
    assertThatThrownBy(() -> new ServedZones(options))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(remedy);
  }

  @Command
  private static final class Flags {
    @Mixin private LeaseOptions lease = new LeaseOptions();
  }

  private static LeaseOptions parsed(String... arguments) {
    Flags flags = new Flags();
    new CommandLine(flags).parseArgs(arguments);
    return flags.lease;
  }
}
