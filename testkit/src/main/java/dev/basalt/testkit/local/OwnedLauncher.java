package dev.basalt.testkit.local;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Starts programs that never outlive this JVM, however it ends. Each runs under a small shell
 * script that waits on a pipe from this JVM: the kernel closes the pipe even after kill -9, and the
 * script then ends the program.
 */
public final class OwnedLauncher implements Launcher {
  /**
   * The script keeps the pipe as descriptor 3, since shells give background commands an empty
   * standard input. It ignores signals to its process group (Ctrl-C): only the pipe counts.
   */
  private static final String WATCHDOG =
      """
      exec 3<&0
      "$@" </dev/null 3<&- &
      child=$!
      trap '' HUP INT TERM
      (
        read -r nothing <&3
        kill -TERM "$child"
        tries=0
        while [ "$tries" -lt 30 ] && kill -0 "$child"; do
          sleep 0.1
          tries=$((tries + 1))
        done
        kill -KILL "$child"
      ) >/dev/null 2>&1 &
      watcher=$!
      exec 3<&-
      wait "$child"
      status=$?
      kill -KILL "$watcher" 2>/dev/null
      exit "$status"
      """;

  private static final long KILL_SECONDS = 10;

  /**
   * Percent by which the heap of a Go program grows before it is collected, unless our environment
   * says it. Tests have more memory than cores: at Go's own 100, kube-apiserver with 30,000 pods
   * spent 40 % of its CPU on that.
   */
  private static final String HEAP_GROWTH = "200";

  @Override
  public RunningProgram launch(String name, List<String> command, Path log) throws IOException {
    List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", WATCHDOG, name));
    line.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()));
    builder.environment().putIfAbsent("GOGC", HEAP_GROWTH);
    return new Owned(name, log, Path.of(command.getFirst()).getFileName(), builder.start());
  }

  private record Owned(String name, Path log, Path executable, Process process)
      implements RunningProgram {
    @Override
    public boolean isAlive() {
      return process.isAlive();
    }

    /** The shell has two children: the program, and itself once more. */
    @Override
    public OptionalLong processId() {
      return process
          .children()
          .filter(child ->
              child.info().command().map(Path::of).map(Path::getFileName).stream()
                  .anyMatch(executable::equals))
          .mapToLong(ProcessHandle::pid)
          .findFirst();
    }

    @Override
    public void kill() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      try {
        process.getOutputStream().close();
        if (!process.waitFor(KILL_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (IOException e) {
        process.destroyForcibly();
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
