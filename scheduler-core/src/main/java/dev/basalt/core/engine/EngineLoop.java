package dev.basalt.core.engine;

import dev.basalt.core.port.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that owns an engine in real time: sleeps until an event or a deadline, waits a moment
 * for more events, and lets the engine run.
 */
public final class EngineLoop implements AutoCloseable {
  private static final long AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_SLEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Engine engine;
  private final EngineSettings settings;
  private final EngineListener listener;
  private final Clock clock;
  private final Thread thread;
  private final AtomicBoolean signaled = new AtomicBoolean();
  private volatile boolean closed;
  private volatile long lastTurnNanos;

  /** Makes a loop; {@link #start} starts it. */
  public EngineLoop(Engine engine, EngineSettings settings, EngineListener listener, Clock clock) {
    this.engine = engine;
    this.settings = settings;
    this.listener = listener;
    this.clock = clock;
    this.thread = Thread.ofPlatform().name("engine").daemon(true).unstarted(this::run);
    this.lastTurnNanos = clock.nanos();
  }

  /** Starts the thread. */
  public void start() {
    engine.onWork(this::wake);
    thread.start();
  }

  /** Ends the thread after the turn it is in, so that no decision is left half-way. */
  @Override
  public void close() {
    closed = true;
    wake();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Nanoseconds since the thread last went round; it does so at least every second. */
  public long nanosSinceLastTurn() {
    return clock.nanos() - lastTurnNanos;
  }

  private void wake() {
    if (!signaled.getAndSet(true)) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (!closed) {
      sleep();
      signaled.set(false);
      try {
        engine.runOnce();
      } catch (RuntimeException e) {
        listener.failed(e);
        LockSupport.parkNanos(AFTER_FAILURE_NANOS);
      }
      lastTurnNanos = clock.nanos();
    }
  }

  private void sleep() {
    long start = clock.nanos();
    while (!closed && !signaled.get()) {
      long left = Math.min(engine.nextWakeNanos(), start + LONGEST_SLEEP_NANOS) - clock.nanos();
      if (left <= 0) {
        return;
      }
      LockSupport.parkNanos(left);
    }
    if (signaled.get() && !closed) {
      long end = clock.nanos() + settings.debounce().toNanos();
      for (long left = settings.debounce().toNanos(); left > 0; left = end - clock.nanos()) {
        LockSupport.parkNanos(left);
      }
    }
  }
}
