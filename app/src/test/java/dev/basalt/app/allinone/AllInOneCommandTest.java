package dev.basalt.app.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class AllInOneCommandTest {
  @Test
  void rolesThatAreNamedAreTheOnlyOnes() {
    AllInOneCommand command = new AllInOneCommand();
    CommandLine line = new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true);
    assertThat(command.roles()).hasSize(RoleName.values().length);
    line.parseArgs("--roles", "webhook,controllers");
    assertThat(command.roles()).containsExactlyInAnyOrder(RoleName.CONTROLLERS, RoleName.WEBHOOK);
  }
}
