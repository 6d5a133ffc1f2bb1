package dev.basalt.cluster.write;

import dev.basalt.cluster.lead.Fence;
import dev.basalt.core.port.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Words on objects on their way to the API server: for each key only the last one counts, and there
 * is never more than one write under way. Owned by the write loop.
 *
 * <p>A write that fails is tried again until it is superseded, obsolete or rejected for good. What
 * was said in an epoch of leadership that is over is dropped.
 *
 * @param <K> what a word is on
 * @param <V> a word
 */
final class Outbox<K, V> {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final long FENCE_POLL_NANOS = Duration.ofMillis(500).toNanos();
  private static final int BURST = 100;

  /** Writes one word. */
  interface Writer<V> {
    /** Starts to write and calls {@code done} once, on the loop. */
    void write(V word, Consumer<WriteOutcome> done);
  }

  private static final class Entry<K, V> {
    final K key;
    @Nullable V word;
    long epoch;
    boolean removed;
    int tries;

    Entry(K key) {
      this.key = key;
    }
  }

  private final WriteLoop loop;
  private final Clock clock;
  private final Fence fence;
  private final OutboxSettings settings;
  private final BinaryOperator<V> merge;
  private final Writer<V> writer;
  private final Counts counts;
  private final Lane<Entry<K, V>> lane;
  private final Pace pace;
  private final Map<K, Entry<K, V>> entries = new HashMap<>();

  /**
   * An outbox.
   *
   * @param merge what an older and a newer word on one object say together
   * @param counts where outcomes are counted, and {@code Dropped} words
   */
  Outbox(
      WriteLoop loop,
      Clock clock,
      Fence fence,
      OutboxSettings settings,
      BinaryOperator<V> merge,
      Writer<V> writer,
      Counts counts) {
    this.loop = loop;
    this.clock = clock;
    this.fence = fence;
    this.settings = settings;
    this.merge = merge;
    this.writer = writer;
    this.counts = counts;
    this.lane = new Lane<>(settings::inFlight, this::start);
    this.pace = new Pace(settings.perSecond(), BURST);
  }

  /** Says something about an object. */
  void put(K key, V word, long epoch) {
    Entry<K, V> entry = entries.get(key);
    if (entry == null) {
      if (entries.size() >= settings.capacity()) {
        counts.add("Dropped");
        return;
      }
      Entry<K, V> fresh = new Entry<>(key);
      fresh.word = word;
      fresh.epoch = epoch;
      entries.put(key, fresh);
      queueAfter(fresh, settings.debounce().toNanos());
      return;
    }
    entry.word = entry.word == null ? word : merge.apply(entry.word, word);
    entry.epoch = epoch;
    entry.removed = false;
  }

  /** Takes back what was said and is not written yet. */
  void remove(K key) {
    Entry<K, V> entry = entries.get(key);
    if (entry != null) {
      entry.word = null;
      entry.removed = true;
    }
  }

  /** Objects with a word not yet written. */
  int size() {
    return entries.size();
  }

  private void queueAfter(Entry<K, V> entry, long nanos) {
    loop.after(nanos, () -> lane.add(entry));
  }

  private void start(Entry<K, V> entry) {
    if (entry.word == null) {
      finish(entry);
      return;
    }
    switch (fence.permit(entry.epoch)) {
      case SEND -> {
        long wait = pace.take(clock.nanos());
        if (wait == 0) {
          write(entry);
        } else {
          loop.after(wait, () -> write(entry));
        }
      }
      case WAIT -> {
        queueAfter(entry, FENCE_POLL_NANOS);
        lane.release();
      }
      case LOST -> {
        counts.add("NotLeader");
        finish(entry);
      }
    }
  }

  private void write(Entry<K, V> entry) {
    V word = entry.word;
    if (word == null) {
      finish(entry);
      return;
    }
    entry.word = null;
    writer.write(word, outcome -> written(entry, word, outcome));
  }

  private void written(Entry<K, V> entry, V word, WriteOutcome outcome) {
    counts.add(outcome.kind().label());
    switch (outcome.kind()) {
      case WRITTEN, UNCHANGED, OBSOLETE -> next(entry);
      case REJECTED -> {
        if (Long.bitCount(counts.get(outcome.kind().label())) == 1) {
          LOG.warn("{} is not written: {}", entry.key, outcome.message());
        }
        next(entry);
      }
      case RETRY, NO_ANSWER -> retry(entry, word, outcome);
    }
  }

  private void next(Entry<K, V> entry) {
    entry.tries = 0;
    if (entry.word == null) {
      finish(entry);
      return;
    }
    queueAfter(entry, settings.debounce().toNanos());
    lane.release();
  }

  private void retry(Entry<K, V> entry, V word, WriteOutcome outcome) {
    if (entry.removed) {
      finish(entry);
      return;
    }
    entry.tries++;
    if (entry.word != null) {
      entry.word = merge.apply(word, entry.word);
    } else if (settings.maxTries() > 0 && entry.tries >= settings.maxTries()) {
      counts.add("Dropped");
      finish(entry);
      return;
    } else {
      entry.word = word;
    }
    long wait = Math.max(outcome.afterNanos(), settings.retry().nanosAfter(entry.tries));
    if (outcome.kind() == WriteOutcome.Kind.NO_ANSWER) {
      loop.after(wait, () -> start(entry));
    } else {
      queueAfter(entry, wait);
      lane.release();
    }
  }

  private void finish(Entry<K, V> entry) {
    entries.remove(entry.key);
    lane.release();
  }
}
