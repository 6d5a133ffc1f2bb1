package dev.basalt.jobctl.follow;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.utils.Signals;

/** Ctrl-C, as long as something else is to happen than the end of the process. */
public final class Interrupts implements AutoCloseable {
  private static final String SIGNAL = "INT";

  private final AtomicInteger presses = new AtomicInteger();
  private final Semaphore pressed = new Semaphore(0);
  private final Thread worker = Thread.currentThread();
  private Runnable release = () -> {};

  /** Nobody presses it but by {@link #press}; the calling thread is interrupted the first time. */
  Interrupts() {}

  /** From now on, for the calling thread. */
  static Interrupts ofTheTerminal() {
    Interrupts interrupts = new Interrupts();
    Object before = Signals.register(SIGNAL, interrupts::press);
    interrupts.release = () -> Signals.unregister(SIGNAL, before);
    return interrupts;
  }

  /** Only what goes on when it is pressed first is to stop; the requests after that are not. */
  void press() {
    boolean first = presses.getAndIncrement() == 0;
    pressed.release();
    if (first) {
      worker.interrupt();
    }
  }

  /** Whether it was pressed; each time counts once. */
  public boolean taken() {
    return pressed.tryAcquire();
  }

  /** Whether it is pressed within some time. */
  public boolean takenWithin(Duration time) {
    long end = System.nanoTime() + time.toNanos();
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
    release.run();
  }
}
