package dev.basalt.app.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.app.CommandFailure;
import dev.basalt.app.UserOptions;
import dev.basalt.core.event.UserSource;
import dev.basalt.exporter.ExporterSettings;
import dev.basalt.exporter.series.Limits;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class ExporterFlagsTest {
  @Command
  private static final class Plain {
    @Mixin private final ExporterFlags flags = new ExporterFlags();
    @Mixin private final UserOptions user = new UserOptions();
  }

  private static ExporterSettings settings(String... arguments) {
    Plain plain = new Plain();
    new CommandLine(plain).parseArgs(arguments);
    return plain.flags.settings(Set.of("basalt"), plain.user.source());
  }

  @Test
  void withoutFlagsTheLimitsAreTheStandardOnes() {
    assertThat(settings().limits()).isEqualTo(Limits.standard());
    assertThat(settings().user()).isEqualTo(UserSource.USER_ANNOTATION);
  }

  @Test
  void flagsAreTaken() {
    ExporterSettings settings =
        settings("--max-jobs", "5", "--job-series-life", "10m", "--user-from", "label:team");
    assertThat(settings.limits().jobs()).isEqualTo(5);
    assertThat(settings.limits().jobLife()).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.user()).isEqualTo(UserSource.parse("label:team"));
  }

  @ParameterizedTest
  @CsvSource({
    "--max-users, -1, --max-users: -1 is negative",
    "--job-series-life, soon, --job-series-life:",
    "--user-from, somebody, --user-from: \"somebody\" must be"
  })
  void aValueThatMeansNothingIsNamed(String option, String value, String told) {
    assertThatThrownBy(() -> settings(option, value))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith(told);
  }
}
