package dev.basalt.app.role;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has been opened and must be closed: the last that was opened first, each once, whatever
 * comes of the others. Thread-safe.
 */
public final class ClosingStack implements AutoCloseable {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private boolean closed;

  /**
   * Keeps something to be closed.
   *
   * @return the same
   * @throws IllegalStateException if all has been closed; then it is closed at once
   */
  public <T extends AutoCloseable> T open(T thing) {
    if (!keep(thing)) {
      IllegalStateException late = new IllegalStateException("opened after the end");
      close(thing, late);
      throw late;
    }
    return thing;
  }

  /** Keeps something to be done when its turn to be closed comes. */
  public void onClose(Runnable end) {
    AutoCloseable _ = open((AutoCloseable) end::run);
  }

  private synchronized boolean keep(AutoCloseable thing) {
    if (!closed) {
      opened.push(thing);
    }
    return !closed;
  }

  /**
   * Closes all. Whoever calls it again, or meanwhile, returns at once.
   *
   * @throws IllegalStateException if something could not be closed, after all the others have been
   */
  @Override
  public void close() {
    IllegalStateException failure = new IllegalStateException("not everything could be closed");
    closeAll(failure);
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }

  /** Closes all because of a failure, which keeps what fails on the way. */
  public void closeFor(Throwable failure) {
    closeAll(failure);
  }

  private void closeAll(Throwable failure) {
    for (AutoCloseable thing : taken()) {
      close(thing, failure);
    }
  }

  private synchronized Deque<AutoCloseable> taken() {
    closed = true;
    Deque<AutoCloseable> all = new ArrayDeque<>(opened);
    opened.clear();
    return all;
  }

  private static void close(AutoCloseable thing, Throwable failure) {
    try {
      thing.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }
}
