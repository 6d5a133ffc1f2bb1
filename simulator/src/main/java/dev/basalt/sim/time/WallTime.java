package dev.basalt.sim.time;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Real time: actions run on a thread of their own when the machine's clock reaches them.
 *
 * <p>An action that throws ends the timeline; {@link #ask} and {@link #close} then throw what it
 * threw.
 */
public final class WallTime implements Timeline, AutoCloseable {
  private static final long ANSWER_POLL_MILLIS = 200;

  private record Entry(long nanos, long sequence, Runnable action) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(
          Comparator.comparingLong(Entry::nanos).thenComparingLong(Entry::sequence));
  private final Thread thread;
  private long sequence;
  private boolean closed;
  private volatile @Nullable RuntimeException failure;

  /** Starts the thread. */
  public WallTime() {
    thread = Thread.ofPlatform().name("simulated-cluster").daemon().start(this::run);
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public long epochMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public void at(long nanos, Runnable action) {
    lock.lock();
    try {
      entries.add(new Entry(nanos, sequence++, action));
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the timeline has ended
   */
  @Override
  public <T> T ask(Supplier<T> question) {
    if (Thread.currentThread().equals(thread)) {
      return question.get();
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    after(0, () -> answer.completeAsync(question, Runnable::run));
    while (thread.isAlive()) {
      try {
        return answer.get(ANSWER_POLL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException stillBusy) {
        // Asked again for as long as the timeline lives.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while asking the simulated cluster", e);
      } catch (ExecutionException e) {
        throw new IllegalStateException("the question failed", e.getCause());
      }
    }
    throw new IllegalStateException("the simulated cluster has ended", failure);
  }

  /**
   * Ends the timeline; what has not run yet never does.
   *
   * @throws IllegalStateException if an action threw
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw new IllegalStateException("the simulated cluster failed", failure);
    }
  }

  private void run() {
    try {
      for (Runnable action = next(); action != null; action = next()) {
        action.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /** Waits for the next action that is due; null once closed. */
  private @Nullable Runnable next() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        Entry first = entries.peek();
        long wait = first == null ? Long.MAX_VALUE : first.nanos() - nanos();
        if (first != null && wait <= 0) {
          entries.remove();
          return first.action();
        }
        changed.awaitNanos(wait);
      }
      return null;
    } finally {
      lock.unlock();
    }
  }
}
