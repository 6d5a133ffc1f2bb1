package dev.basalt.testkit.agent.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Sends what a query wants of a log. For one request. */
final class LogReader {
  private static final int CHUNK_BYTES = 64 * 1024;
  private static final int MESSAGE_LINES = 80;
  private static final int MESSAGE_BYTES = 2048;

  private final LogFile log;
  private final LogQuery query;
  private final OutputStream out;
  private final byte[] chunk = new byte[CHUNK_BYTES];
  private long offset;
  private long left;

  LogReader(LogFile log, LogQuery query, OutputStream out) {
    this.log = log;
    this.query = query;
    this.out = out;
    this.left = query.limitBytes();
  }

  /** Returns once all is sent; with {@code follow}, once the container has ended. */
  void send() throws IOException, InterruptedException {
    offset = query.tailLines() < 0 ? log.start() : tail();
    do {
      byte[] line = next();
      while (line != null && left > 0) {
        print(line);
        line = next();
      }
      out.flush();
    } while (left > 0 && query.follow() && log.await(offset));
  }

  /** The end of a log, as a kubelet takes it for a message. */
  static String lastLines(LogFile log) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    LogQuery query = new LogQuery(false, MESSAGE_LINES, Instant.MIN, Long.MAX_VALUE, false, false);
    try {
      new LogReader(log, query, text).send();
    } catch (InterruptedException e) {
      throw new IllegalStateException("what does not follow does not wait", e);
    }
    byte[] bytes = text.toByteArray();
    int from = Math.max(0, bytes.length - MESSAGE_BYTES);
    return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
  }

  /** The offset where the last lines begin. */
  private long tail() throws IOException {
    ArrayDeque<Long> starts = new ArrayDeque<>();
    offset = log.start();
    boolean whole = true;
    long at = offset;
    byte[] line = next();
    while (line != null) {
      if (whole) {
        starts.add(at);
        if (starts.size() > query.tailLines()) {
          starts.remove();
        }
      }
      whole = isWhole(line);
      at = offset;
      line = next();
    }
    return starts.isEmpty() ? at : starts.getFirst();
  }

  /**
   * The next stored line without its end, null if there is none yet; moves the offset behind it.
   */
  private byte @Nullable [] next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int count = log.read(offset, chunk);
      if (count < 0) {
        offset = log.start();
        line.reset();
        continue;
      }
      if (count == 0) {
        return null;
      }
      for (int i = 0; i < count; i++) {
        if (chunk[i] == '\n') {
          line.write(chunk, 0, i);
          offset += i + 1L;
          return line.toByteArray();
        }
      }
      line.write(chunk, 0, count);
      offset += count;
    }
  }

  private void print(byte[] line) throws IOException {
    int time = indexOfSpace(line);
    String stamp = new String(line, 0, time, StandardCharsets.US_ASCII);
    if (Instant.parse(stamp).isBefore(query.since())) {
      return;
    }
    if (query.timestamps()) {
      write((stamp + " ").getBytes(StandardCharsets.US_ASCII), 0, stamp.length() + 1);
    }
    int text = time + 3;
    write(line, text, line.length - text);
    if (isWhole(line)) {
      write(new byte[] {'\n'}, 0, 1);
    }
  }

  private void write(byte[] bytes, int from, int length) throws IOException {
    int allowed = (int) Math.min(left, length);
    out.write(bytes, from, allowed);
    left -= allowed;
  }

  private static boolean isWhole(byte[] line) {
    return line[indexOfSpace(line) + 1] == 'F';
  }

  private static int indexOfSpace(byte[] line) {
    int i = 0;
    while (line[i] != ' ') {
      i++;
    }
    return i;
  }
}
