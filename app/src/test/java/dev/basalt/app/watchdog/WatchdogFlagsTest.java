package dev.basalt.app.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.app.CommandFailure;
import dev.basalt.app.LeaseOptions;
import dev.basalt.app.UserOptions;
import dev.basalt.core.event.UserSource;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class WatchdogFlagsTest {
  @Command
  private static final class Plain {
    @Mixin private final WatchdogFlags flags = new WatchdogFlags();
    @Mixin private final LeaseOptions lease = new LeaseOptions();
    @Mixin private final UserOptions user = new UserOptions();
  }

  private static WatchdogOptions options(String... arguments) {
    Plain plain = new Plain();
    new CommandLine(plain).parseArgs(arguments);
    return plain.flags.options(plain.lease, Set.of("team"), plain.user.source());
  }

  @Test
  void theSchedulersLeasesAreWhereTheSchedulersTakeThem() {
    assertThat(options("--lease-namespace", "ours").schedulersNamespace()).isEqualTo("ours");
    WatchdogOptions dropIn = options("--lease-namespace", "ours", "--in-place-of-volcano=theirs");
    assertThat(dropIn.schedulersNamespace()).isEqualTo("theirs");
    assertThat(dropIn.namespace()).as("its own Lease").isEqualTo("ours");
  }

  @Test
  void usersAreReadWhereTheSchedulerReadsThem() {
    assertThat(options().user()).isEqualTo(UserSource.USER_ANNOTATION);
    assertThat(options("--user-from", "label:team").user())
        .isEqualTo(UserSource.parse("label:team"));
  }

  @Test
  void runbooksAreAtAnAddress() {
    assertThat(options().runbooks()).isNull();
    assertThat(options("--runbook-url", "https://wiki/basalt").runbooks())
        .isEqualTo("https://wiki/basalt");
    assertThatThrownBy(() -> options("--runbook-url", "docs/runbooks.md"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("--runbook-url: \"docs/runbooks.md\" is not one such as https://");
  }
}
