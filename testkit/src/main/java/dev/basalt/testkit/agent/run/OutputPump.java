package dev.basalt.testkit.agent.run;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves what a process writes into its log, line by line, until all its writers are gone. */
final class OutputPump implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(OutputPump.class);

  /** Longer lines are written in pieces, as container runtimes do. */
  private static final int PIECE_BYTES = 16 * 1024;

  private final InputStream output;
  private final LogFile log;
  private final byte[] piece = new byte[PIECE_BYTES];
  private int length;

  OutputPump(InputStream output, LogFile log) {
    this.output = output;
    this.log = log;
  }

  @Override
  public void run() {
    byte[] chunk = new byte[PIECE_BYTES];
    try (output) {
      for (int count = output.read(chunk); count >= 0; count = output.read(chunk)) {
        take(chunk, count);
      }
      if (length > 0) {
        write(false);
      }
    } catch (IOException e) {
      LOG.debug("The output of a container ends early: {}", e.toString());
    } finally {
      log.complete();
    }
  }

  private void take(byte[] chunk, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      if (chunk[i] == '\n') {
        write(true);
      } else {
        piece[length++] = chunk[i];
        if (length == PIECE_BYTES) {
          write(false);
        }
      }
    }
  }

  private void write(boolean whole) throws IOException {
    log.append(Instant.now(), piece, length, whole);
    length = 0;
  }
}
