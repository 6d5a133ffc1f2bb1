package dev.basalt.controllers.runtime;

import dev.basalt.core.port.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keys to be looked at. A key that waits already is not added twice but comes at the earlier of
 * both times; a key that is being worked on waits until its worker is done with it. Thread-safe.
 *
 * @param <K> the keys, compared by equals
 */
public final class WorkQueue<K> {
  private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int MOST_DOUBLINGS = 20;

  private record Entry<K>(K key, long dueNanos, long number) {}

  private final Clock clock;
  private final long origin;

  /** Entries that were superseded stay in here until they come up. */
  private final PriorityQueue<Entry<K>> order =
      new PriorityQueue<>((a, b) -> {
        int byTime = Long.compare(a.dueNanos(), b.dueNanos());
        return byTime != 0 ? byTime : Long.compare(a.number(), b.number());
      });

  private final Map<K, Entry<K>> waiting = new HashMap<>();

  /** Entries that came up while their key was worked on. */
  private final Map<K, Entry<K>> held = new HashMap<>();

  private final Set<K> working = new HashSet<>();
  private final Map<K, Integer> failures = new HashMap<>();
  private long number;

  /** An empty queue. */
  public WorkQueue(Clock clock) {
    this.clock = clock;
    this.origin = clock.nanos();
  }

  /** The key is to be looked at. */
  public void add(K key) {
    add(key, Duration.ZERO);
  }

  /** The key is to be looked at in some time. */
  public synchronized void add(K key, Duration delay) {
    long due = now() + delay.toNanos();
    Entry<K> before = waiting.get(key);
    if (before != null && before.dueNanos() <= due) {
      return;
    }
    Entry<K> entry = new Entry<>(key, due, number++);
    waiting.put(key, entry);
    order.add(entry);
    notifyAll();
  }

  /** The key's worker failed: the key comes again after 100 ms, doubled each time, to 30 s. */
  public synchronized void failed(K key) {
    int before = failures.merge(key, 1, Integer::sum) - 1;
    long nanos = Math.min(LONGEST_NANOS, FIRST_NANOS << Math.min(before, MOST_DOUBLINGS));
    add(key, Duration.ofNanos(nanos));
  }

  /** The key's worker did not fail: its next failure is its first. */
  public synchronized void succeeded(K key) {
    failures.remove(key);
  }

  /** The key's worker takes it no longer. To be called once for each key taken. */
  public synchronized void done(K key) {
    working.remove(key);
    Entry<K> entry = held.remove(key);
    if (entry != null) {
      order.add(entry);
      notifyAll();
    }
  }

  /**
   * Waits for a key that is due and takes it.
   *
   * @param goOn whether to wait on; asked again after {@link #wake}
   * @return null once there is no going on
   */
  synchronized @Nullable K take(BooleanSupplier goOn) throws InterruptedException {
    while (goOn.getAsBoolean()) {
      K key = poll();
      if (key != null) {
        return key;
      }
      // The wait is rounded down to whole milliseconds: a little more, or it would spin.
      TimeUnit.NANOSECONDS.timedWait(this, nanosUntilDue() + 1_000_000);
    }
    return null;
  }

  /** Whoever waits for a key asks whether to wait on. */
  synchronized void wake() {
    notifyAll();
  }

  /** Takes a key that is due, null if there is none. */
  synchronized @Nullable K poll() {
    long now = now();
    while (!order.isEmpty() && order.element().dueNanos() <= now) {
      Entry<K> entry = order.remove();
      if (!entry.equals(waiting.get(entry.key()))) {
        continue;
      }
      if (working.contains(entry.key())) {
        held.put(entry.key(), entry);
        continue;
      }
      waiting.remove(entry.key());
      working.add(entry.key());
      return entry.key();
    }
    return null;
  }

  /** Keys that wait, due or not. */
  public synchronized int size() {
    return waiting.size();
  }

  private long nanosUntilDue() {
    Entry<K> first = order.peek();
    return first == null ? LONGEST_NANOS : first.dueNanos() - now();
  }

  private long now() {
    return clock.nanos() - origin;
  }
}
