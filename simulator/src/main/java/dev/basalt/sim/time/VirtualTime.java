package dev.basalt.sim.time;

import java.util.PriorityQueue;
import java.util.function.Supplier;

/**
 * Time that jumps from one action to the next: a day passes in seconds, and the same actions always
 * happen in the same order. Owned by the thread that advances it.
 */
public final class VirtualTime implements Timeline {
  private static final long EPOCH_MILLIS = 1_800_000_000_000L;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private record Entry(long nanos, long sequence, Runnable action) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int byTime = Long.compare(nanos, other.nanos);
      return byTime == 0 ? Long.compare(sequence, other.sequence) : byTime;
    }
  }

  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private long now;
  private long sequence;

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public long epochMillis() {
    return EPOCH_MILLIS + now / NANOS_PER_MILLI;
  }

  @Override
  public void at(long nanos, Runnable action) {
    entries.add(new Entry(Math.max(now, nanos), sequence++, action));
  }

  @Override
  public <T> T ask(Supplier<T> question) {
    return question.get();
  }

  /**
   * Jumps to the next action and runs it.
   *
   * @return whether there was one
   */
  public boolean step() {
    Entry next = entries.poll();
    if (next == null) {
      return false;
    }
    now = next.nanos();
    next.action().run();
    return true;
  }

  /** When the next action is due, {@link Long#MAX_VALUE} if none is. */
  public long nextNanos() {
    Entry next = entries.peek();
    return next == null ? Long.MAX_VALUE : next.nanos();
  }

  /** Runs everything that is due up to an instant, and ends there. */
  public void advanceTo(long nanos) {
    while (nextNanos() <= nanos) {
      step();
    }
    now = Math.max(now, nanos);
  }
}
