package dev.basalt.jobctl.follow;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jline.utils.Signals;

/** Ctrl-C, as long as something else is to happen than the end of the process. */
public final class Interrupts implements AutoCloseable {
  private static final String SIGNAL = "INT";

  private final Semaphore pressed = new Semaphore(0);
  private final Object before;
  private final Thread worker = Thread.currentThread();

  /** From now on; the thread that makes this is interrupted the first time. */
  public Interrupts() {
    before =
        Signals.register(
            SIGNAL,
            () -> {
              pressed.release();
              worker.interrupt();
            });
  }

  /** Whether it was pressed; each time counts once. */
  public boolean taken() {
    return pressed.tryAcquire();
  }

  /** Whether it is pressed within some time. */
  public boolean takenWithin(long seconds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (true) {
      try {
        return pressed.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        // It is this that was waited for: the count tells.
      }
    }
  }

  @Override
  public void close() {
    Signals.unregister(SIGNAL, before);
  }
}
