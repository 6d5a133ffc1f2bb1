package dev.basalt.controllers.runtime;

import dev.basalt.core.port.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Workers that take keys from a queue and reconcile them, while this process leads. */
public final class Controller {
  private static final Logger LOG = LoggerFactory.getLogger(Controller.class);
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final String name;
  private final int workers;
  private final Reconciler reconciler;
  private final WorkQueue<ObjectKey> queue;
  private final LongAdder done = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder busyNanos = new LongAdder();
  private final Map<ObjectKey, Long> since = new ConcurrentHashMap<>();
  private final Clock clock;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean working;

  /**
   * A controller that does nothing until started.
   *
   * @param name for threads, log lines and metrics
   * @param workers keys that are worked on at once, at least 1
   */
  public Controller(String name, int workers, Reconciler reconciler, Clock clock) {
    this.name = name;
    this.workers = workers;
    this.reconciler = reconciler;
    this.clock = clock;
    this.queue = new WorkQueue<>(clock);
  }

  public String name() {
    return name;
  }

  /** Where keys wait. They gather there while this process does not lead. */
  public WorkQueue<ObjectKey> queue() {
    return queue;
  }

  /** Whether keys are worked on: this process leads and knows the cluster. */
  public boolean working() {
    return working;
  }

  /** Keys reconciled so far. */
  public long done() {
    return done.sum();
  }

  /** Of these, how many failed and came again. */
  public long failures() {
    return failures.sum();
  }

  /** How long all looks together have taken. */
  public long busyNanos() {
    return busyNanos.sum();
  }

  /** For how long a worker has been at one key, the longest of all; 0 if none is at work. */
  public long longestNanos() {
    long now = clock.nanos();
    return since.values().stream().mapToLong(start -> now - start).max().orElse(0);
  }

  /** Begins to work. */
  synchronized void start() {
    if (working) {
      return;
    }
    working = true;
    for (int i = 0; i < workers; i++) {
      threads.add(Thread.ofPlatform().daemon().name(name + "-" + i).start(this::work));
    }
  }

  /** Ends the work: each worker finishes its key first, within 10 s. */
  synchronized void stop() {
    working = false;
    queue.wake();
    long deadline = System.nanoTime() + DRAIN.toNanos();
    for (Thread thread : threads) {
      join(thread, deadline);
    }
    threads.clear();
  }

  private static void join(Thread thread, long deadline) {
    try {
      if (!thread.join(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
        thread.interrupt();
        LOG.warn("{} did not end in time", thread.getName());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    try {
      while (working) {
        ObjectKey key = queue.take(() -> working);
        if (key != null) {
          reconcile(key);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("{} was interrupted", Thread.currentThread().getName());
    }
  }

  private void reconcile(ObjectKey key) throws InterruptedException {
    long start = clock.nanos();
    since.put(key, start);
    try {
      Next next = reconciler.reconcile(key);
      queue.succeeded(key);
      if (next.after() != null) {
        queue.add(key, next.after());
      }
    } catch (WriteFailedException e) {
      failures.increment();
      LOG.info("{} {} comes again: {}", name, key, e.getMessage());
      queue.failed(key);
    } catch (RuntimeException e) {
      failures.increment();
      LOG.error("{} {} failed; this is a defect, please report it", name, key, e);
      queue.failed(key);
    } finally {
      done.increment();
      since.remove(key);
      busyNanos.add(clock.nanos() - start);
      queue.done(key);
    }
  }
}
