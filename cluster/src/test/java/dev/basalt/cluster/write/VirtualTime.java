package dev.basalt.cluster.write;

import dev.basalt.core.port.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A write loop and a clock whose time passes only when a test lets it. */
final class VirtualTime implements WriteLoop, Clock {
  private static final long START_MILLIS = 1_700_000_000_000L;

  private record Entry(long atNanos, long sequence, Runnable task) {}

  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(
          Comparator.comparingLong(Entry::atNanos).thenComparingLong(Entry::sequence));
  private long nanos;
  private long sequence;

  @Override
  public void execute(Runnable task) {
    after(0, task);
  }

  @Override
  public void after(long delayNanos, Runnable task) {
    entries.add(new Entry(nanos + Math.max(0, delayNanos), sequence++, task));
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public long epochMillis() {
    return START_MILLIS + nanos / 1_000_000;
  }

  /** Runs everything that is due within a time, and lets that time pass. */
  void pass(Duration time) {
    long end = nanos + time.toNanos();
    while (true) {
      Entry next = entries.peek();
      if (next == null || next.atNanos() > end) {
        break;
      }
      entries.remove();
      nanos = next.atNanos();
      next.task().run();
    }
    nanos = end;
  }
}
