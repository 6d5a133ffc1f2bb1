package dev.basalt.testkit.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class WatchdogTest {
  private static Process sleeper(String mark) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("setsid", "sleep", "300");
    builder.environment().put("BASALT_TEST", mark);
    Process process = builder.start();
    // Until it leads its group there is none to be killed.
    Eventually.within(Duration.ofSeconds(20))
        .passes(() -> assertThat(group(process.pid())).isEqualTo(process.pid()));
    return process;
  }

  private static long group(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[2]);
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
