package dev.basalt.app.demo;

import java.util.ArrayList;
import java.util.List;

/** Bindings a second over time. */
final class BindingRates {
  private static final long BUCKET_NANOS = 500_000_000;
  private static final int BUCKETS_A_SECOND = 2;

  private final List<Integer> counts = new ArrayList<>();
  private final long startNanos;
  private long lastNanos;
  private int total;

  BindingRates(long startNanos) {
    this.startNanos = startNanos;
    this.lastNanos = startNanos;
  }

  void bound(long nowNanos) {
    int bucket = bucket(nowNanos);
    grow(bucket + 1);
    counts.set(bucket, counts.get(bucket) + 1);
    lastNanos = nowNanos;
    total++;
  }

  /** Bindings a second in each half second that is over, oldest first. */
  List<Integer> rates(long nowNanos) {
    int over = bucket(nowNanos);
    grow(over);
    return counts.subList(0, over).stream().map(count -> count * BUCKETS_A_SECOND).toList();
  }

  /** Bindings a second from the start to the last one, 0 if there was none. */
  double mean() {
    return total == 0 ? 0 : total * 1e9 / Math.max(1, lastNanos - startNanos);
  }

  private int bucket(long nowNanos) {
    return (int) (Math.max(0, nowNanos - startNanos) / BUCKET_NANOS);
  }

  private void grow(int size) {
    while (counts.size() < size) {
      counts.add(0);
    }
  }
}
