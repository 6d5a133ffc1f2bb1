package dev.basalt.testkit;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for what another process or thread will bring about. The deadline only catches absence:
 * make it generous.
 */
public final class Eventually {
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  private final Duration deadline;

  private Eventually(Duration deadline) {
    this.deadline = deadline;
  }

  /** A check that may fail, with an AssertionError or any other exception. */
  @FunctionalInterface
  public interface Check {
    void run() throws Exception;
  }

  /** Waits so long at most. */
  public static Eventually within(Duration deadline) {
    return new Eventually(deadline);
  }

  /**
   * Repeats a check until it passes.
   *
   * @throws AssertionError once the time is over, with the last failure as message and cause
   */
  public void passes(Check check) {
    long start = System.nanoTime();
    Duration pause = SHORTEST_PAUSE;
    for (int tries = 1; ; tries++) {
      Throwable failure = failure(check);
      if (failure == null) {
        return;
      }
      if (System.nanoTime() - start > deadline.toNanos()) {
        throw new AssertionError(
            "not within %s (%d tries): %s".formatted(deadline, tries, failure.getMessage()),
            failure);
      }
      sleep(pause);
      pause = pause.multipliedBy(2);
      if (pause.compareTo(LONGEST_PAUSE) > 0) {
        pause = LONGEST_PAUSE;
      }
    }
  }

  /**
   * Reads a value until it is as wanted.
   *
   * @param what names the value in the failure message
   * @return the first value that is
   * @throws AssertionError once the time is over, with the last value seen
   */
  public <T> T becomes(String what, Supplier<T> value, Predicate<? super T> wanted) {
    Holder<T> last = new Holder<>();
    passes(() -> {
      T now = value.get();
      last.value = now;
      if (!wanted.test(now)) {
        throw new AssertionError(what + " is " + now);
      }
    });
    T found = last.value;
    if (found == null) {
      throw new AssertionError(what + " is null");
    }
    return found;
  }

  private static final class Holder<T> {
    private @Nullable T value;
  }

  private static @Nullable Throwable failure(Check check) {
    try {
      check.run();
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    } catch (Exception | AssertionError e) {
      return e;
    }
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
  }
}
