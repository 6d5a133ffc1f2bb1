package dev.basalt.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnedLauncherTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path folder;

  /** A JVM that starts a program which writes down its own process id, and then waits. */
  static final class Owner {
    public static void main(String[] arguments) throws Exception {
      Path folder = Path.of(arguments[0]);
      new OwnedLauncher().launch("sleeper", sleeper(folder.resolve("pid")), folder.resolve("log"));
      Thread.sleep(Duration.ofMinutes(10));
    }
  }

  /** Ignores SIGTERM, as a program does that hangs. */
  private static List<String> sleeper(Path pidFile) {
    return List.of(
        "/bin/sh", "-c", "trap '' TERM; echo $$ > '" + pidFile + "'; while :; do sleep 1; done");
  }

  private static ProcessHandle awaitStart(Path pidFile) {
    long pid =
        Eventually.within(SOON)
            .becomes(
                "process id",
                () -> {
                  try {
                    String text = Files.exists(pidFile) ? Files.readString(pidFile).strip() : "";
                    return text.isEmpty() ? 0L : Long.parseLong(text);
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                },
                found -> found > 0);
    return ProcessHandle.of(pid).orElseThrow();
  }

  @Test
  void theProcessIsTheProgramRatherThanTheShellAroundIt() throws Exception {
    RunningProgram program =
        new OwnedLauncher().launch("sleeper", List.of("/bin/sleep", "600"), folder.resolve("log"));
    try {
      long pid =
          Eventually.within(SOON)
              .becomes("process id", () -> program.processId().orElse(0), found -> found > 0);
      assertThat(ProcessHandle.of(pid).orElseThrow().children()).isEmpty();
    } finally {
      program.kill();
    }
    assertThat(program.processId()).isEmpty();
  }

  @Test
  void aProgramEndsWithItsOwnerEvenAfterKillNine() throws Exception {
    Process owner =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                Owner.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("owner.log").toFile())
            .start();
    ProcessHandle program = awaitStart(folder.resolve("pid"));
    assertThat(program.isAlive()).isTrue();

    owner.destroyForcibly();

    Eventually.within(SOON).passes(() -> assertThat(program.isAlive()).isFalse());
  }

  @Test
  void killReturnsOnceTheProgramIsGone() throws Exception {
    RunningProgram running =
        new OwnedLauncher()
            .launch("sleeper", sleeper(folder.resolve("pid")), folder.resolve("log"));
    ProcessHandle program = awaitStart(folder.resolve("pid"));

    running.kill();

    assertThat(running.isAlive()).isFalse();
    assertThat(program.isAlive()).isFalse();
  }

  @Test
  void outputGoesToTheLogAndTheEndIsNoticed() throws Exception {
    assertThat(said("echo out; echo err >&2")).contains("out", "err");
  }

  @Test
  void goProgramsCollectSeldomUnlessTheEnvironmentSaysHowOften() throws Exception {
    String ours = System.getenv("GOGC");
    assertThat(said("echo heap grows by $GOGC"))
        .contains("heap grows by " + (ours == null ? "200" : ours));
  }

  /** What a script said until it ended. */
  private String said(String script) throws IOException {
    Path log = folder.resolve("log");
    RunningProgram running =
        new OwnedLauncher().launch("speaker", List.of("/bin/sh", "-c", script), log);
    Eventually.within(SOON).passes(() -> assertThat(running.isAlive()).isFalse());
    return Files.readString(log);
  }
}
