package dev.basalt.properties;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Where a property takes its random values from. The same seed and size give the same values.
 *
 * <p>What makes a case large (how many nodes, how many steps) is drawn with {@link #size}, which
 * scales with the case's size; shrinking works through it. Everything else is drawn with the other
 * methods.
 */
public final class Source {
  /** The size of a full case, in percent. */
  static final int FULL_SIZE = 100;

  private final SplittableRandom random;
  private final int percent;

  Source(long seed, int percent) {
    this.random = new SplittableRandom(seed);
    this.percent = percent;
  }

  /**
   * How large a part of the case is: from {@code least} to {@code most} in a full case, to less in
   * a smaller one.
   */
  public int size(int least, int most) {
    long scaled = least + ((long) most - least) * percent / FULL_SIZE;
    return between(least, (int) scaled);
  }

  /** A number from {@code least} to {@code most}, both included. */
  public int between(int least, int most) {
    return random.nextInt(least, Math.addExact(most, 1));
  }

  /** A number from {@code least} to {@code most}, both included. */
  public long between(long least, long most) {
    return random.nextLong(least, Math.addExact(most, 1L));
  }

  /** True in so many of a hundred cases. */
  public boolean chance(int percentage) {
    return random.nextInt(100) < percentage;
  }

  /** One of the values, each as likely. */
  @SafeVarargs
  public final <T> T pick(T... values) {
    return values[random.nextInt(values.length)];
  }

  /** One of the values, each as likely. */
  public <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** The random numbers themselves, for what has no method here. */
  public SplittableRandom random() {
    return random;
  }
}
