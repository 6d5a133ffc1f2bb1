package dev.basalt.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessIdentityTest {
  private final ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current());

  @Test
  void findsItsProcessAfterARoundTripThroughText() {
    assertThat(ProcessIdentity.parse(self.toText()).flatMap(ProcessIdentity::handle))
        .contains(ProcessHandle.current());
  }

  @Test
  void aNumberThatWasUsedAgainIsAnotherProcess() {
    ProcessIdentity earlier =
        new ProcessIdentity(self.pid(), self.started().minus(Duration.ofHours(1)));

    assertThat(earlier.handle()).isEmpty();
  }

  @Test
  void damagedTextIsNoProcess() {
    assertThat(ProcessIdentity.parse("")).isEmpty();
    assertThat(ProcessIdentity.parse("12")).isEmpty();
    assertThat(ProcessIdentity.parse("twelve 0")).isEmpty();
  }
}
