package dev.basalt.bench.race;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A contestant at work. */
final class ContestantProcess implements AutoCloseable {
  private static final int LINES_OF_LOG = 30;
  private static final int PATIENCE_SECONDS = 30;
  private static final double QUIET_CPU_PER_SECOND = 0.05;

  private final Process process;
  private final Path log;
  private final long startedNanos;

  private ContestantProcess(Process process, Path log, long startedNanos) {
    this.process = process;
    this.log = log;
    this.startedNanos = startedNanos;
  }

  /**
   * Starts a contestant.
   *
   * @param elect whether it takes a Lease before it decides
   */
  static ContestantProcess start(Contestant contestant, Arena arena, boolean elect)
      throws IOException {
    Path log = Files.createTempFile(arena.folder(), "contestant", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(contestant.command(arena.cluster().kubeconfig(), arena.folder(), elect))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    // Keeps it from picking up another cluster.
    builder.environment().put("KUBECONFIG", "/dev/null");
    long started = System.nanoTime();
    return new ContestantProcess(builder.start(), log, started);
  }

  /** When its start was asked for, by {@link System#nanoTime()}. */
  long startedNanos() {
    return startedNanos;
  }

  long pid() {
    return process.pid();
  }

  ProcessUse use() {
    return ProcessUse.of(process.pid());
  }

  /** The largest resident set so far. */
  double peakMebibytes() {
    return use().peakBytes() / 1048576.0;
  }

  /**
   * Waits until it uses less than a twentieth of a core for two seconds in a row.
   *
   * @return whether that came in time
   */
  boolean awaitQuiet(long seconds) throws InterruptedException {
    int quiet = 0;
    double before = use().cpuSeconds();
    for (long second = 0; second < seconds && quiet < 2; second++) {
      TimeUnit.SECONDS.sleep(1);
      double now = use().cpuSeconds();
      quiet = now - before < QUIET_CPU_PER_SECOND ? quiet + 1 : 0;
      before = now;
    }
    return quiet == 2;
  }

  /** Asks it to end and waits; returns the seconds that took. */
  double stop() throws InterruptedException {
    long asked = System.nanoTime();
    process.destroy();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      kill();
    }
    return (System.nanoTime() - asked) / 1e9;
  }

  /** Ends it as kill -9 does, and waits. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Prints the end of what it said, for a run that went wrong. */
  void complain() throws IOException {
    String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    List<String> lines = text.lines().toList();
    lines.stream().skip(Math.max(0, lines.size() - LINES_OF_LOG)).forEach(System.err::println);
  }

  @Override
  public void close() {
    try {
      if (process.isAlive()) {
        stop();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
