package dev.basalt.testkit.build;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Says every 15 s that a long step still goes on, and for how long it has. */
final class Heartbeat implements AutoCloseable {
  private static final long PERIOD_SECONDS = 15;

  private final Consumer<String> progress;
  private final long start = System.nanoTime();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("build-progress").factory());
  private @Nullable String step;

  private Heartbeat(Consumer<String> progress) {
    this.progress = progress;
  }

  /** A heartbeat that says nothing until a step is announced. */
  static Heartbeat silent(Consumer<String> progress) {
    return new Heartbeat(progress);
  }

  /** Prints the step now, and again each period with the time that has passed. */
  synchronized void announce(String what) {
    if (step != null) {
      return;
    }
    step = what;
    progress.accept(what);
    timer.scheduleAtFixedRate(
        () -> progress.accept(what + " (" + elapsed().toSeconds() + " s)"),
        PERIOD_SECONDS,
        PERIOD_SECONDS,
        TimeUnit.SECONDS);
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
