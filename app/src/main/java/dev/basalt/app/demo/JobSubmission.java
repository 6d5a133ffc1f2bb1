package dev.basalt.app.demo;

import dev.basalt.app.CommandFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Submits the demo's jobs at their times. */
final class JobSubmission implements AutoCloseable {
  private final ApiObjects objects;
  private final JobWatch watch;
  private final Thread thread;

  /**
   * Starts at once.
   *
   * @param duration how long work comes in
   */
  JobSubmission(ApiObjects objects, JobWatch watch, List<DemoJob> jobs, Duration duration) {
    this.objects = objects;
    this.watch = watch;
    long start = System.nanoTime();
    thread = Thread.ofVirtual().name("demo-jobs").start(() -> submit(jobs, duration, start));
  }

  private void submit(List<DemoJob> jobs, Duration duration, long start) {
    for (DemoJob job : jobs) {
      try {
        long at = start + (long) (job.at() * duration.toNanos());
        TimeUnit.NANOSECONDS.sleep(Math.max(0, at - System.nanoTime()));
        job.objects().forEach(objects::createSurely);
      } catch (CommandFailure e) {
        watch.refused(job, String.valueOf(e.getMessage()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Submits no more. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
