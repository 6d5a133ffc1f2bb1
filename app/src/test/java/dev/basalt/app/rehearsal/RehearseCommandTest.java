package dev.basalt.app.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RehearseCommandTest {
  @Test
  void aSchedulerBindsThePodsOfTheStandInServerAndEnds() {
    assertThat(new CommandLine(new RehearseCommand()).execute()).isZero();
  }
}
