package dev.basalt.app.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.app.CommandFailure;
import dev.basalt.watchdog.capability.CapabilityOptions;
import dev.basalt.watchdog.capability.CapabilityRule;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class CapabilityFlagsTest {
  /** A command that has the flags. */
  @Command(showDefaultValues = true)
  private static final class Some {
    @Mixin private CapabilityFlags flags = new CapabilityFlags();
  }

  @Test
  void nothingIsKeptThatDoesNotAskForIt() {
    assertThat(options()).isEqualTo(CapabilityOptions.standard());
  }

  @Test
  void allCanBeSaid() {
    assertThat(
            options(
                "--queue-capability",
                "weight",
                "--capability-dry-run",
                "--capability-hysteresis",
                "2.5%",
                "--capability-lower-after",
                "1m",
                "--capability-raise-after",
                "500ms"))
        .isEqualTo(
            new CapabilityOptions(
                CapabilityRule.parse("weight"),
                250,
                Duration.ofMinutes(1),
                Duration.ofMillis(500),
                true));
  }

  @ParameterizedTest
  @CsvSource({
    "--queue-capability,wieght,write weight",
    "--capability-hysteresis,5,write 0%",
    "--capability-lower-after,soon,30s",
    "--capability-raise-after,2h,write 0s to 1h"
  })
  void whatCannotBeUsedIsNamedWithTheRemedy(String flag, String value, String remedy) {
    assertThatThrownBy(() -> options(flag, value))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(flag + ": \"" + value + "\"")
        .hasMessageContaining(remedy);
  }

  private static CapabilityOptions options(String... arguments) {
    Some command = new Some();
    new CommandLine(command).parseArgs(arguments);
    return command.flags.options();
  }
}
