package dev.basalt.core.model;

import dev.basalt.core.resource.ResourceVector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A user of a queue: whoever its jobs belong to by the configured source, with what these jobs hold
 * now and held lately. Kept up to date by {@link ClusterState}.
 *
 * <p>The past of a dimension is the mean of what was held, each moment weighted by its age:
 *
 * <pre>past(t) = ln 2 / H * integral over s up to t of held(s) * 2^(-(t - s) / H)</pre>
 *
 * with half-life H, in the schema's unit. Who holds the same amount all the time has just that as
 * its past; what was held a half-life ago counts half. Such a decay is that of Slurm's fair share
 * (PriorityDecayHalfLife) and of Kueue's admission fair sharing (KEP-4136), there sampled, here
 * exact: between two changes what is held is constant, and past(t + d) = past(t) * f + held * (1 -
 * f) with f = 2^(-d / H).
 */
public final class QueueUser {
  private final int id;
  private final UserBook book;
  private final Queue queue;
  private final String name;
  private final @Nullable Namespace namespace;
  private final ResourceVector held = new ResourceVector();
  private final ResourceVector promised = new ResourceVector();
  private double[] past = new double[0];
  private long[] counted = new long[0];
  private long asOfNanos = Long.MIN_VALUE;
  private long heldNanos = Long.MIN_VALUE;
  private long version;
  int jobs;
  int index;
  boolean listedChanged;

  QueueUser(int id, UserBook book, Queue queue, String name, @Nullable Namespace namespace) {
    this.id = id;
    this.book = book;
    this.queue = queue;
    this.name = name;
    this.namespace = namespace;
    this.version = book.nextVersion();
  }

  /** A dense id; ids of users that are forgotten are used again. */
  public int id() {
    return id;
  }

  public Queue queue() {
    return queue;
  }

  public String name() {
    return name;
  }

  /** The namespace that is this user, null where labels or annotations name users. */
  public @Nullable Namespace namespace() {
    return namespace;
  }

  /** How many jobs of the queue are its own, those that have ended but still exist included. */
  public int jobs() {
    return jobs;
  }

  /** What its jobs hold. */
  public ResourceVector held() {
    return held;
  }

  /** What its admitted groups may still claim of their minResources beyond what they hold. */
  public ResourceVector promised() {
    return promised;
  }

  /** Another number each time that anything but the time has changed; never one of before. */
  public long version() {
    return version;
  }

  /**
   * What it held of a dimension lately, in the schema's unit: see the formula of this class. As of
   * the last {@link #advance}; 0 where no half-life is set.
   */
  public double past(int dimension) {
    return dimension < past.length ? past[dimension] : 0;
  }

  /**
   * Lets time pass for {@link #past}: a matter of O(dimensions), nothing if none has passed. Time
   * does not run backwards.
   */
  public void advance(long nowNanos) {
    if (nowNanos <= asOfNanos) {
      return;
    }
    if (book.halfLifeNanos() > 0 && asOfNanos != Long.MIN_VALUE) {
      double factor = book.remaining(nowNanos - asOfNanos);
      for (int dimension = 0; dimension < past.length; dimension++) {
        past[dimension] = past[dimension] * factor + counted[dimension] * (1 - factor);
      }
    }
    asOfNanos = nowNanos;
  }

  /** From a time on, what is held now counts. */
  void settle(long nowNanos, int dimensions) {
    advance(nowNanos);
    ensure(dimensions);
    for (int dimension = 0; dimension < counted.length; dimension++) {
      long amount = held.get(dimension);
      if (counted[dimension] != 0 || amount != 0) {
        heldNanos = nowNanos;
      }
      counted[dimension] = amount;
    }
  }

  /** Counts what a pod held before anybody watched, up to now. */
  void remember(int dimension, double amount, int dimensions) {
    ensure(dimensions);
    past[dimension] += amount;
  }

  void forgetPast() {
    Arrays.fill(past, 0);
    changed();
  }

  /** Notes that something but the time has changed. */
  void changed() {
    version = book.nextVersion();
    book.noteChanged(this);
  }

  /** Whether it has no jobs, and what it held is so long ago that it counts for nothing. */
  boolean negligible(long nowNanos, long afterNanos) {
    return jobs == 0
        && !listedChanged
        && (heldNanos == Long.MIN_VALUE || nowNanos - heldNanos >= afterNanos);
  }

  private void ensure(int dimensions) {
    if (past.length < dimensions) {
      past = Arrays.copyOf(past, dimensions);
      counted = Arrays.copyOf(counted, dimensions);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
