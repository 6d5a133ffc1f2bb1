package dev.basalt.testkit.agent.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * What one run of a container wrote, in two files of which the older is thrown away when the newer
 * is full. A line is a time stamp, {@code F} or {@code P} for a piece of a line that goes on, and
 * the text: the format of container runtimes without the stream. Offsets count from the first byte
 * ever written. Thread-safe.
 */
final class LogFile implements AutoCloseable {
  private final long half;
  private FileChannel older;
  private FileChannel newer;
  private long olderStart;
  private long newerStart;
  private long end;
  private boolean complete;

  /**
   * @param folder for the files, which have no other user
   * @param bytes how much is kept at most; at least half of it always is
   */
  LogFile(Path folder, long bytes) throws IOException {
    half = bytes / 2;
    older = open(folder.resolve("0"));
    newer = open(folder.resolve("1"));
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file,
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING);
  }

  /**
   * Writes a line or a piece of one.
   *
   * @param whole whether the line ends here
   */
  synchronized void append(Instant time, byte[] text, int length, boolean whole)
      throws IOException {
    byte[] head = (time + (whole ? " F " : " P ")).getBytes(StandardCharsets.US_ASCII);
    ByteBuffer line = ByteBuffer.allocate(head.length + length + 1);
    line.put(head).put(text, 0, length).put((byte) '\n').flip();
    if (end - newerStart + line.remaining() > half && end > newerStart) {
      FileChannel oldest = older;
      oldest.truncate(0);
      older = newer;
      olderStart = newerStart;
      newer = oldest;
      newerStart = end;
    }
    long at = end - newerStart;
    int size = line.remaining();
    while (line.hasRemaining()) {
      at += newer.write(line, at);
    }
    end += size;
    notifyAll();
  }

  /** Nothing more will come; what was written can still be read. */
  synchronized void complete() {
    complete = true;
    notifyAll();
  }

  /** The offset of the first byte that is still there. */
  synchronized long start() {
    return olderStart;
  }

  /**
   * Reads bytes that are there.
   *
   * @param offset from {@link #start()} on
   * @return how many, 0 at the end; -1 if what was there has been thrown away
   */
  synchronized int read(long offset, byte[] into) throws IOException {
    if (offset < olderStart) {
      return -1;
    }
    boolean recent = offset >= newerStart;
    long limit = recent ? end : newerStart;
    int length = (int) Math.min(into.length, limit - offset);
    if (length <= 0) {
      return 0;
    }
    return (recent ? newer : older)
        .read(ByteBuffer.wrap(into, 0, length), offset - (recent ? newerStart : olderStart));
  }

  /** Waits for something after an offset; false once nothing more will come. */
  synchronized boolean await(long offset) throws InterruptedException {
    while (end <= offset && !complete) {
      wait(TimeUnit.SECONDS.toMillis(10));
    }
    return end > offset;
  }

  @Override
  public synchronized void close() throws IOException {
    complete();
    older.close();
    newer.close();
  }
}
