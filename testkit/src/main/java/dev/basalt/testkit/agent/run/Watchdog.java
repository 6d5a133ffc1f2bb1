package dev.basalt.testkit.agent.run;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small shell script beside this JVM that sends signals for it, and that kills whatever the JVM
 * leaves behind: the kernel closes the pipe between the two even after kill -9. Thread-safe.
 */
final class Watchdog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

  /**
   * Process groups first; then what left its group, which still carries the mark in its
   * environment. It ignores Ctrl-C: only the pipe counts.
   */
  private static final String SCRIPT =
      """
      trap '' HUP INT TERM
      mark=$1
      held=' '
      while read -r verb process; do
        case $verb in
          hold) held="$held$process " ;;
          drop) held=${held%" $process "*}' '${held##*" $process "} ;;
          term) kill -s TERM "$process" ;;
          kill) kill -s KILL -- "-$process" ;;
        esac
      done
      for process in $held; do kill -s KILL -- "-$process"; done
      for file in /proc/[0-9]*/environ; do
        if grep -qsF "$mark" "$file"; then
          process=${file%/environ}
          kill -s KILL "${process#/proc/}"
        fi
      done
      """;

  private static final long END_SECONDS = 10;

  private final Process process;
  private final BufferedWriter orders;

  /**
   * @param mark text that is in the environment of all that runs for us, and in nobody else's
   */
  Watchdog(String mark) throws IOException {
    // The mark must not be in the environment or on the command line of the search itself.
    process =
        new ProcessBuilder("/bin/sh", "-c", SCRIPT, "basalt-watchdog", mark)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    orders = process.outputWriter(StandardCharsets.US_ASCII);
  }

  /** A process that leads its own group: it is killed with its group if this JVM ends. */
  void hold(long pid) {
    order("hold " + pid);
  }

  /** The process and its group have ended. */
  void drop(long pid) {
    order("drop " + pid);
  }

  /** Asks the process, and not its group, to end. */
  void terminate(long pid) {
    order("term " + pid);
  }

  /** Kills the group of the process. */
  void kill(long pid) {
    order("kill " + pid);
  }

  private synchronized void order(String line) {
    try {
      orders.write(line);
      orders.write('\n');
      orders.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the watchdog of the node agent is gone", e);
    }
  }

  /** Returns once nothing runs any more. */
  @Override
  public void close() {
    try {
      orders.close();
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      LOG.warn("The watchdog of the node agent was gone already: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
