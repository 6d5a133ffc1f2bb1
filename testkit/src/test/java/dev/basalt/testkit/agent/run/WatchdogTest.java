package dev.basalt.testkit.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class WatchdogTest {
  private static Process sleeper(String mark) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("setsid", "sleep", "300");
    builder.environment().put("BASALT_TEST", mark);
    return builder.start();
  }

  /** The end of the pipe is what this JVM's death looks like, however it dies. */
  @Test
  void whatItHoldsAndWhatCarriesItsMarkEndsWithThePipe() throws Exception {
    Watchdog watchdog = new Watchdog("BASALT_TEST=mark-of-this-test");
    Process held = sleeper("another");
    Process dropped = sleeper("another");
    Process marked = sleeper("mark-of-this-test");
    try {
      watchdog.hold(dropped.pid());
      watchdog.hold(held.pid());
      watchdog.drop(dropped.pid());
      watchdog.close();
      assertThat(held.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(marked.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(dropped.isAlive()).isTrue();
    } finally {
      dropped.destroyForcibly();
      held.destroyForcibly();
      marked.destroyForcibly();
    }
  }

  @Test
  void signalsAreSentForUs() throws Exception {
    try (Watchdog watchdog = new Watchdog("BASALT_TEST=none")) {
      Process process = sleeper("another");
      watchdog.hold(process.pid());
      watchdog.terminate(process.pid());
      assertThat(process.waitFor()).isEqualTo(128 + 15);
    }
  }
}
