package dev.basalt.testkit.agent.run;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of a container: a process that leads its own group. Thread-safe. */
final class ContainerProcess {
  /** A process that a signal ended, as shells and container runtimes report it. */
  private static final int KILLED = 128 + 9;

  private final Watchdog watchdog;
  private final MemoryWatch memory;
  private final Process process;
  private final String mark;
  private final Instant started = Instant.now();
  private volatile boolean outOfMemory;

  /**
   * How a run ended.
   *
   * @param exitCode 0 to 255; 128 and the number of the signal that ended it
   * @param reason {@code Completed}, {@code Error}, {@code OOMKilled}, or why it did not start
   * @param message empty, what the container said at its end, or why it did not start
   */
  record Exit(int exitCode, String reason, String message, Instant started, Instant finished) {
    /** A container that could not be started. */
    static Exit notStarted(String message) {
      Instant now = Instant.now();
      return new Exit(128, "StartError", message, now, now);
    }

    Exit withMessage(String text) {
      return new Exit(exitCode, reason, text, started, finished);
    }
  }

  private ContainerProcess(Process process, String mark, Watchdog watchdog, MemoryWatch memory) {
    this.mark = mark;
    this.process = process;
    this.watchdog = watchdog;
    this.memory = memory;
  }

  /**
   * Starts it.
   *
   * @param mark a variable as {@code NAME=VALUE} that this run alone has
   * @param limit of memory in bytes, null for none
   * @param ended gets the outcome once all output is in the log and the group is gone
   */
  static ContainerProcess start(
      Jail.Invocation invocation,
      String mark,
      LogFile log,
      @Nullable Long limit,
      Watchdog watchdog,
      MemoryWatch memory,
      Consumer<Exit> ended)
      throws IOException {
    Process process =
        new ProcessBuilder(invocation.command())
            .directory(invocation.folder().toFile())
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .start();
    ContainerProcess container = new ContainerProcess(process, mark, watchdog, memory);
    watchdog.hold(process.pid());
    if (limit != null) {
      memory.watch(process.pid(), limit, container::killForMemory);
    }
    Thread pump =
        Thread.ofPlatform()
            .daemon()
            .name("container-" + process.pid())
            .start(new OutputPump(process.getInputStream(), log));
    Thread.ofVirtual().start(() -> ended.accept(container.await(pump)));
    return container;
  }

  private Exit await(Thread pump) {
    try {
      int code = process.waitFor();
      Instant finished = Instant.now();
      memory.forget(process.pid());
      watchdog.kill(process.pid());
      Strays.kill(mark);
      pump.join();
      watchdog.drop(process.pid());
      String reason = outOfMemory ? "OOMKilled" : code == 0 ? "Completed" : "Error";
      return new Exit(outOfMemory ? KILLED : code, reason, "", started, finished);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private void killForMemory() {
    outOfMemory = true;
    kill();
  }

  /** Asks it to end; what it started is killed when it has. */
  void terminate() {
    watchdog.terminate(process.pid());
  }

  /** Ends it and all in its group. */
  void kill() {
    watchdog.kill(process.pid());
  }

  Instant started() {
    return started;
  }
}
