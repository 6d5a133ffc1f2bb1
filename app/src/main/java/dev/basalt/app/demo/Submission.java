package dev.basalt.app.demo;

import dev.basalt.core.port.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Submits a workload at its times, a few batches side by side; what has not had its turn when the
 * time is over is left out.
 */
final class Submission implements AutoCloseable {
  private static final int SIDE_BY_SIDE = 8;

  private final DemoWorld world;
  private final ClusterLedger ledger;
  private final Clock clock;
  private final Duration duration;
  private final long startNanos;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Future<List<Batch>> submitted;
  private volatile boolean failed;

  /** Starts at once. */
  Submission(
      DemoWorld world,
      ClusterLedger ledger,
      Clock clock,
      List<Workload.Arrival> arrivals,
      Duration duration) {
    this.world = world;
    this.ledger = ledger;
    this.clock = clock;
    this.duration = duration;
    startNanos = clock.nanos();
    submitted = threads.submit(() -> submitAll(arrivals));
  }

  /** Since the start. */
  Duration elapsed() {
    return Duration.ofNanos(clock.nanos() - startNanos);
  }

  /** Whether everything that will be submitted has been, or one batch could not be. */
  boolean over() {
    return failed || (submitted.isDone() && elapsed().compareTo(duration) >= 0);
  }

  /**
   * What was submitted, once that is over.
   *
   * @throws RuntimeException what a batch failed with
   */
  List<Batch> batches() throws InterruptedException {
    try {
      return submitted.get();
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
  }

  /** Gives up what is under way. */
  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }

  private List<Batch> submitAll(List<Workload.Arrival> arrivals) throws InterruptedException {
    Semaphore turns = new Semaphore(SIDE_BY_SIDE);
    List<Batch> batches = new ArrayList<>();
    List<Future<?>> underWay = new ArrayList<>();
    for (Workload.Arrival arrival : arrivals) {
      long early = arrival.at().minus(elapsed()).toMillis();
      if (early > 0) {
        Thread.sleep(early);
      }
      turns.acquire();
      if (failed || elapsed().compareTo(duration) >= 0) {
        break;
      }
      batches.add(arrival.batch());
      underWay.add(threads.submit(() -> submit(arrival.batch(), turns)));
    }
    try {
      for (Future<?> one : underWay) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
    return batches;
  }

  private void submit(Batch batch, Semaphore turns) {
    try {
      ledger.expect(batch);
      world.submit(batch);
    } catch (RuntimeException e) {
      failed = true;
      throw e;
    } finally {
      turns.release();
    }
  }

  private static RuntimeException unwrapped(ExecutionException failure) {
    return failure.getCause() instanceof RuntimeException cause
        ? cause
        : new IllegalStateException("a batch cannot be submitted", failure.getCause());
  }
}
