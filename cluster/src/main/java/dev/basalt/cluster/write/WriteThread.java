package dev.basalt.cluster.write;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loop of a running scheduler: one daemon thread. A task that fails is logged, no more. */
public final class WriteThread implements WriteLoop, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WriteThread.class);

  private final ScheduledThreadPoolExecutor executor;

  /** Starts the thread. */
  public WriteThread() {
    executor =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().daemon().name("basalt-writes").unstarted(task));
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void execute(Runnable task) {
    after(0, task);
  }

  @Override
  public void after(long nanos, Runnable task) {
    try {
      var _ = executor.schedule(() -> run(task), nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("a write was given up: the writer is closed");
    }
  }

  /** Ends the thread after the task that runs; tasks that wait are dropped. */
  @Override
  public void close() {
    executor.shutdown();
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("a write failed unexpectedly", e);
    }
  }
}
