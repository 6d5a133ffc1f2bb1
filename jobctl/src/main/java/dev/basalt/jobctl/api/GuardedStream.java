package dev.basalt.jobctl.api;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * A stream that ends with an error where nothing comes for too long: a connection whose other side
 * has gone without a word, while a computer slept say, would be read for ever.
 */
final class GuardedStream extends FilterInputStream {
  private final Duration silence;
  private final Thread guard;
  private volatile long heard = System.nanoTime();
  private volatile boolean silent;

  GuardedStream(InputStream in, Duration silence) {
    super(in);
    this.silence = silence;
    this.guard = Thread.ofVirtual().name("guard of a stream").start(this::watch);
  }

  private void watch() {
    try {
      for (long left = silence.toNanos();
          left > 0;
          left = heard + silence.toNanos() - System.nanoTime()) {
        Thread.sleep(Duration.ofNanos(left));
      }
      silent = true;
      in.close();
    } catch (InterruptedException e) {
      // It was closed in time.
    } catch (IOException e) {
      // Whoever reads it is told of the silence.
    }
  }

  @Override
  public int read() throws IOException {
    return heard(super.read());
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return heard(super.read(bytes, offset, length));
  }

  /** A stream that is closed while it is read ends as if all had come. */
  private int heard(int read) throws IOException {
    if (silent) {
      throw new SilentException(silence);
    }
    heard = System.nanoTime();
    return read;
  }

  @Override
  public void close() throws IOException {
    guard.interrupt();
    super.close();
  }
}
