package dev.basalt.app.acceptance;

import dev.basalt.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A scheduler as a process of its own, as {@code ./basalt} starts it. */
final class SchedulerSubprocess implements AutoCloseable {
  private final Process process;
  private final Path log;

  private SchedulerSubprocess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts one.
   *
   * @param options command-line options besides the cluster and the port
   */
  static SchedulerSubprocess start(Path kubeconfig, String... options) {
    return start("scheduler", kubeconfig, List.of(), options);
  }

  /** Starts the controllers in the scheduler's stead, with so much heap at most. */
  static SchedulerSubprocess controllers(Path kubeconfig, String heap, int metricsPort) {
    return start(
        "controllers",
        kubeconfig,
        List.of("-Xmx" + heap, "-XX:+ExitOnOutOfMemoryError"),
        "--leader-elect",
        "false",
        "--metrics-port",
        Integer.toString(metricsPort));
  }

  /** Starts another command that runs a scheduler. */
  static SchedulerSubprocess startCommand(String subcommand, Path kubeconfig, String... options) {
    return start(subcommand, kubeconfig, List.of(), options);
  }

  /** The same with all that it logs. */
  static SchedulerSubprocess talkative(String subcommand, Path kubeconfig, String... options) {
    return start(subcommand, kubeconfig, List.of("-DBASALT_LOG_LEVEL=DEBUG"), options);
  }

  private static SchedulerSubprocess start(
      String role, Path kubeconfig, List<String> jvm, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            classpath(),
            "dev.basalt.app.Main",
            role,
            "--kubeconfig",
            kubeconfig.toString(),
            "--bind-address",
            "127.0.0.1"));
    command.addAll(List.of(options));
    if (!command.contains("--metrics-port")) {
      command.addAll(List.of("--metrics-port", "0"));
    }
    try {
      Path log = Files.createTempFile("scheduler-", ".log");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      return new SchedulerSubprocess(process, log);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command, e);
    }
  }

  boolean alive() {
    return process.isAlive();
  }

  /** SIGKILL: not a word to anybody. */
  void kill() {
    process.destroyForcibly();
    exitCode();
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Waits for the end of the process. */
  int exitCode() {
    try {
      if (!process.waitFor(Scene.SOON.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the scheduler does not end; its log:\n" + log());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a scheduler ended", e);
    }
  }

  /** What it has written so far, to standard output and standard error. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + log, e);
    }
  }

  /** Waits until it has written something. */
  void awaitLog(String text) {
    Eventually.within(Scene.SOON).becomes("the log", this::log, so -> so.contains(text));
  }

  @Override
  public void close() throws IOException {
    kill();
    Files.deleteIfExists(log);
  }

  /** Surefire hides the real class path behind a jar. */
  private static String classpath() {
    return System.getProperty(
        "surefire.test.class.path", System.getProperty("java.class.path", ""));
  }
}
