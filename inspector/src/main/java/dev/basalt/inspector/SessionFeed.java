package dev.basalt.inspector;

import dev.basalt.core.engine.SessionReport;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Hands session reports on to those who watch. The engine never waits for them: of a reader that is
 * too slow the newest reports are dropped, and counted.
 */
public final class SessionFeed {
  private static final int HELD = 256;

  private final List<Reader> readers = new CopyOnWriteArrayList<>();

  /** One who watches; closed when it has seen enough. */
  public final class Reader implements AutoCloseable {
    private final BlockingQueue<SessionReport> held = new ArrayBlockingQueue<>(HELD);
    private final AtomicLong dropped = new AtomicLong();

    private Reader() {}

    /** The next report, null if none comes within a second. */
    @Nullable SessionReport next() throws InterruptedException {
      return held.poll(1, TimeUnit.SECONDS);
    }

    /** How many were dropped since this was asked last. */
    long takeDropped() {
      return dropped.getAndSet(0);
    }

    @Override
    public void close() {
      readers.remove(this);
    }
  }

  /** Tells all who watch. Called on the engine's thread; never blocks. */
  public void accept(SessionReport report) {
    for (Reader reader : readers) {
      if (!reader.held.offer(report)) {
        reader.dropped.incrementAndGet();
      }
    }
  }

  /** Watches from now on. */
  Reader open() {
    Reader reader = new Reader();
    readers.add(reader);
    return reader;
  }
}
