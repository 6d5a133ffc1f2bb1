package dev.basalt.testkit.build;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Says every 15 s that a long step still goes on, and for how long it has. */
final class Heartbeat implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(15);

  private final Consumer<String> progress;
  private final long start = System.nanoTime();
  private @Nullable Thread thread;

  Heartbeat(Consumer<String> progress) {
    this.progress = progress;
  }

  /**
   * Prints the step now, and again each period with the time that has passed. Later calls: no-op.
   */
  void announce(String step) {
    if (thread != null) {
      return;
    }
    progress.accept(step);
    thread = Thread.ofVirtual().name("build-progress").start(() -> repeat(step));
  }

  private void repeat(String step) {
    try {
      while (true) {
        Thread.sleep(PERIOD);
        progress.accept(step + ", " + elapsed().toSeconds() + " s so far");
      }
    } catch (InterruptedException e) {
      // The step is over.
    }
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Override
  public void close() {
    if (thread != null) {
      thread.interrupt();
    }
  }
}
