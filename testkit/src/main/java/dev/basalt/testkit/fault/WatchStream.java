package dev.basalt.testkit.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One open watch. The connection's thread pumps events from the API server to the client; faults
 * may come from any thread and take effect between two events, at once if they are due.
 */
final class WatchStream {
  private static final int GONE = 410;

  private final ApiRequest request;
  private final WatchFrames frames;
  private final InputStream source;
  private final OutputStream client;
  private final Runnable reset;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Fault.@Nullable OnWatch pending;
  private int eventsToGo;
  private long silentUntilNanos;
  private boolean ended;

  /**
   * @param source the body from the API server
   * @param client gets chunks
   * @param reset cuts the client's connection
   */
  WatchStream(
      ApiRequest request,
      String contentType,
      InputStream source,
      OutputStream client,
      Runnable reset) {
    this.request = request;
    this.frames = new WatchFrames(source, contentType);
    this.source = source;
    this.client = client;
    this.reset = reset;
    this.silentUntilNanos = System.nanoTime();
  }

  ApiRequest request() {
    return request;
  }

  /**
   * Sends the head of the reply.
   *
   * @param opened makes it known to those who disturb: before the client sees it, so that a client
   *     that has its watch can have it disturbed
   */
  void begin(Reply head, Runnable opened) throws IOException {
    lock.lock();
    try {
      opened.run();
      head.sendHead();
    } finally {
      lock.unlock();
    }
  }

  /** Arms a fault, in place of one that was armed before. */
  void disturb(Fault.OnWatch fault) throws IOException {
    lock.lock();
    try {
      pending = fault;
      eventsToGo =
          switch (fault) {
            case Fault.BreakWatch f -> f.afterEvents();
            case Fault.ExpireWatch f -> f.afterEvents();
            case Fault.StallWatch f -> f.afterEvents();
          };
      strikeIfDue();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Forwards events until either side or a fault ends the watch. */
  void pump() throws IOException, InterruptedException {
    try {
      byte[] frame = frames.next();
      while (frame != null && deliver(frame)) {
        frame = frames.next();
      }
    } catch (IOException e) {
      if (!hasEnded()) {
        throw e;
      }
    }
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        Reply.lastChunk(client);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean hasEnded() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  private boolean deliver(byte[] frame) throws IOException, InterruptedException {
    lock.lock();
    try {
      long silence = silentUntilNanos - System.nanoTime();
      while (silence > 0 && !ended) {
        changed.awaitNanos(silence);
        silence = silentUntilNanos - System.nanoTime();
      }
      if (ended) {
        return false;
      }
      Reply.chunk(client, frame, frame.length);
      eventsToGo--;
      strikeIfDue();
      return !ended;
    } finally {
      lock.unlock();
    }
  }

  private void strikeIfDue() throws IOException {
    Fault.OnWatch fault = pending;
    if (fault == null || eventsToGo > 0 || ended) {
      return;
    }
    pending = null;
    switch (fault) {
      case Fault.BreakWatch f -> {
        ended = true;
        reset.run();
      }
      case Fault.ExpireWatch f -> {
        ended = true;
        byte[] error = frames.error(GONE, "Expired");
        Reply.chunk(client, error, error.length);
        Reply.lastChunk(client);
        // Wakes the pump, which may wait for an event that takes minutes to come.
        source.close();
      }
      case Fault.StallWatch f -> silentUntilNanos = System.nanoTime() + nanos(f.time());
    }
  }

  /** Capped at 24 days, so that sums of clock and duration do not overflow. */
  private static long nanos(Duration time) {
    return Math.min(time.toMillis(), Integer.MAX_VALUE) * 1_000_000L;
  }
}
