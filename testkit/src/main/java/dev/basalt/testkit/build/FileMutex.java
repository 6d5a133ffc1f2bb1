package dev.basalt.testkit.build;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** One holder at a time per file, among the threads of this process and among processes. */
public final class FileMutex implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(250);

  /** A file lock belongs to the whole JVM; threads of one JVM need a lock of their own. */
  private static final Map<Path, ReentrantLock> IN_PROCESS = new ConcurrentHashMap<>();

  private final ReentrantLock threads;
  private final FileChannel channel;

  private FileMutex(ReentrantLock threads, FileChannel channel) {
    this.threads = threads;
    this.channel = channel;
  }

  /**
   * Waits until the lock is ours.
   *
   * @param file created if missing; its content does not matter
   * @param busy what to say while somebody else holds the lock
   * @param progress gets that line at once and then every 15 s
   */
  public static FileMutex acquire(Path file, String busy, Consumer<String> progress)
      throws IOException, InterruptedException {
    ReentrantLock threads = IN_PROCESS.computeIfAbsent(file, f -> new ReentrantLock());
    threads.lockInterruptibly();
    FileChannel channel = null;
    try (Heartbeat waiting = new Heartbeat(progress)) {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      while (lock == null) {
        waiting.announce(busy);
        Thread.sleep(POLL);
        lock = channel.tryLock();
      }
      return new FileMutex(threads, channel);
    } catch (IOException | InterruptedException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      threads.unlock();
      throw e;
    }
  }

  /** Closing the channel gives the file lock back. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      threads.unlock();
    }
  }
}
