package dev.basalt.testkit.local;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Starts programs that outlive this JVM and the terminal it runs in, and writes down which
 * processes they are.
 */
final class DetachedLauncher implements Launcher {
  /** A session of its own keeps Ctrl-C and a closed terminal away; not every system has setsid. */
  private static final String DETACH =
      """
      trap '' HUP
      if command -v setsid >/dev/null 2>&1; then exec setsid "$@"; fi
      exec "$@"
      """;

  private static final Duration KILL_WITHIN = Duration.ofSeconds(10);

  private final Path identities;

  /**
   * @param identities a folder for one small file per program
   */
  DetachedLauncher(Path identities) {
    this.identities = identities;
  }

  @Override
  public RunningProgram launch(String name, List<String> command, Path log) throws IOException {
    List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", DETACH, name));
    line.addAll(command);
    Process process =
        new ProcessBuilder(line)
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()))
            .start();
    ProcessIdentity identity = ProcessIdentity.of(process.toHandle());
    Files.createDirectories(identities);
    Files.writeString(identities.resolve(name), identity.toText());
    return new Detached(name, log, identity);
  }

  /** A program that an earlier JVM started; empty if there is no trace of one. */
  Optional<RunningProgram> find(String name, Path log) throws IOException {
    Path file = identities.resolve(name);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    return ProcessIdentity.parse(Files.readString(file))
        .map(identity -> new Detached(name, log, identity));
  }

  private record Detached(String name, Path log, ProcessIdentity identity)
      implements RunningProgram {
    @Override
    public boolean isAlive() {
      return identity.handle().isPresent();
    }

    @Override
    public OptionalLong processId() {
      return identity.handle().stream().mapToLong(ProcessHandle::pid).findFirst();
    }

    @Override
    public void kill() {
      Optional<ProcessHandle> process = identity.handle();
      if (process.isEmpty()) {
        return;
      }
      process.get().destroyForcibly();
      try {
        process.get().onExit().get(KILL_WITHIN.toSeconds(), TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException e) {
        throw new IllegalStateException(
            "%s (process %d) does not end".formatted(name, identity.pid()), e);
      }
    }
  }
}
