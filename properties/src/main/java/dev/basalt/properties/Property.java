package dev.basalt.properties;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Runs a test on many random cases.
 *
 * <pre>{@code
 * Property.named("a list reversed twice is itself").tries(500).check(source -> { ... });
 * }</pre>
 *
 * <p>Cases begin small and grow. When one fails, smaller ones are looked for, by halving the size,
 * and the smallest that fails is reported with the option that runs exactly that one again: {@code
 * -Dproperty.seed=SEED:SIZE}. A property starts from a seed of its own, so that every build runs
 * the same cases; {@code -Dproperty.seed=random} draws another one, {@code -Dproperty.tries=N} sets
 * the number of cases.
 */
public final class Property {
  private static final int DEFAULT_TRIES = 200;
  private static final int TRIES_WHILE_SHRINKING = 25;
  private static final String SEED = "property.seed";
  private static final String TRIES = "property.tries";

  /** What must hold in every case. */
  @FunctionalInterface
  public interface Body {
    /** Draws a case and tests it; anything thrown is a failure. */
    void test(Source source) throws Exception;
  }

  private record Failure(long seed, int size, Throwable cause) {}

  private final String name;
  private final int tries;
  private final @Nullable String seedOption;

  private Property(String name, int tries, @Nullable String seedOption) {
    this.name = name;
    this.tries = tries;
    this.seedOption = seedOption;
  }

  /** A property; the name is for people, and for its first seed. */
  public static Property named(String name) {
    return new Property(name, DEFAULT_TRIES, System.getProperty(SEED));
  }

  /** The same with another number of cases, at least 1. */
  public Property tries(int number) {
    return new Property(name, Integer.getInteger(TRIES, number), seedOption);
  }

  /** The same with an option as if given by {@code -Dproperty.seed}. */
  Property seeded(String option) {
    return new Property(name, tries, option);
  }

  /**
   * Runs the cases.
   *
   * @throws AssertionError if one fails: names the property, the smallest failing case found, how
   *     to run it again, and has the failure itself as its cause
   */
  public void check(Body body) {
    if (seedOption != null && !seedOption.equals("random")) {
      runAgain(seedOption, body);
      return;
    }
    SplittableRandom seeds =
        seedOption == null ? new SplittableRandom(name.hashCode()) : new SplittableRandom();
    for (int i = 0; i < tries; i++) {
      int size = 1 + (Source.FULL_SIZE - 1) * i / Math.max(1, tries - 1);
      Failure failure = attempt(seeds.nextLong(), size, body);
      if (failure != null) {
        throw report(shrink(failure, body), i + 1);
      }
    }
  }

  private void runAgain(String option, Body body) {
    String[] parts = option.split(":", 2);
    long seed;
    int size;
    try {
      seed = Long.parseLong(parts[0]);
      size = parts.length == 1 ? Source.FULL_SIZE : Integer.parseInt(parts[1]);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "-D" + SEED + "=" + option + ": must be SEED, SEED:SIZE or random", e);
    }
    Failure failure = attempt(seed, size, body);
    if (failure != null) {
      throw report(failure, 1);
    }
  }

  private static @Nullable Failure attempt(long seed, int size, Body body) {
    try {
      body.test(new Source(seed, size));
      return null;
    } catch (Exception | AssertionError | StackOverflowError e) {
      return new Failure(seed, size, e);
    }
  }

  /** Halves the size as long as a case that fails can be found there. */
  private static Failure shrink(Failure first, Body body) {
    Failure smallest = first;
    for (int size = first.size() / 2; size >= 1; size /= 2) {
      Failure smaller = failureOfSize(size, smallest.seed(), body);
      if (smaller == null) {
        return smallest;
      }
      smallest = smaller;
    }
    return smallest;
  }

  private static @Nullable Failure failureOfSize(int size, long firstSeed, Body body) {
    SplittableRandom seeds = new SplittableRandom(firstSeed);
    Failure failure = attempt(firstSeed, size, body);
    for (int i = 1; i < TRIES_WHILE_SHRINKING && failure == null; i++) {
      failure = attempt(seeds.nextLong(), size, body);
    }
    return failure;
  }

  private AssertionError report(Failure failure, int tried) {
    String message =
        "property \"%s\" fails (case %d of %d, shrunk to size %d of %d): %s%nrun it again with -D%s=%d:%d"
            .formatted(
                name,
                tried,
                tries,
                failure.size(),
                Source.FULL_SIZE,
                failure.cause(),
                SEED,
                failure.seed(),
                failure.size());
    return new AssertionError(message, failure.cause());
  }
}
