package dev.basalt.app.demo;

import dev.basalt.app.demo.ShareAverages.QueueShare;
import dev.basalt.core.engine.EngineSummary.WaitingJob;
import dev.basalt.core.port.Clock;
import java.time.Duration;
import java.util.List;

/** One run: submits the workload, watches, and ends when all of it has ended. */
final class DemoRun {
  /**
   * How a run ended.
   *
   * @param last what was seen last
   * @param shares what queues deserved and held on average over the second half of the time in
   *     which work came in
   * @param planned batches that the workload has
   * @param batches batches submitted in time
   * @param gangs those of them that are gangs
   * @param took from the first submission to the end
   * @param jobs the jobs at the end
   */
  record Outcome(
      Snapshot last,
      List<QueueShare> shares,
      int planned,
      int batches,
      int gangs,
      Duration took,
      List<JobSight> jobs) {

    /** Whether something went wrong that must not. */
    boolean broken() {
      return last.broken().any() || !jobs.stream().allMatch(JobSight::wellEnded);
    }
  }

  private static final long TICK_MILLIS = 100;

  private final DemoWorld world;
  private final ClusterLedger ledger;
  private final Clock clock;
  private final long seed;
  private final Duration duration;
  private final Duration drainLimit;

  /** What was said last of gangs: while a session considers them anew, nothing is said for once. */
  private List<WaitingJob> waiting = List.of();

  /**
   * Prepares a run.
   *
   * @param duration how long work is submitted
   * @param drainLimit how long after that the rest may take
   */
  DemoRun(
      DemoWorld world,
      ClusterLedger ledger,
      Clock clock,
      long seed,
      Duration duration,
      Duration drainLimit) {
    this.world = world;
    this.ledger = ledger;
    this.clock = clock;
    this.seed = seed;
    this.duration = duration;
    this.drainLimit = drainLimit;
  }

  /** Runs in an open world. */
  Outcome run(Display display) throws InterruptedException {
    Snapshot empty = ledger.snapshot();
    int smallestPods = world.smallestPodsPerNode() * empty.nodes().size();
    List<Workload.Arrival> arrivals =
        new Workload(seed, empty.capacity(), smallestPods, duration).arrivals();
    display.begin(
        "basalt demo on a %s: %s, %s of work in %s; then the rest runs out"
            .formatted(
                world.where(),
                Words.count(empty.nodes().size(), "node"),
                Words.seconds(duration),
                Words.count(DemoQueue.ALL.size(), "queue")));
    ShareAverages averages = new ShareAverages();
    ledger.start();
    world.begin(duration);
    try (Submission submission = new Submission(world, ledger, clock, arrivals, duration)) {
      Snapshot last = watch(display, averages, submission);
      List<Batch> batches = submission.batches();
      int gangs = (int) batches.stream().filter(Batch::gang).count();
      return new Outcome(
          last,
          averages.shares(),
          arrivals.size(),
          batches.size(),
          gangs,
          submission.elapsed(),
          world.jobs());
    }
  }

  private Snapshot watch(Display display, ShareAverages averages, Submission submission)
      throws InterruptedException {
    long shownMillis = 0;
    while (true) {
      Duration elapsed = submission.elapsed();
      boolean submitting = !submission.over();
      if (!submitting) {
        // Throws if a batch failed.
        submission.batches();
      }
      Snapshot snapshot = ledger.snapshot();
      if (submitting && elapsed.compareTo(duration.dividedBy(2)) >= 0) {
        averages.add(snapshot);
      }
      List<JobSight> jobs = world.jobs();
      boolean over =
          !submitting
              && ((snapshot.pods().allEnded() && jobs.stream().allMatch(JobSight::ended))
                  || elapsed.compareTo(duration.plus(drainLimit)) >= 0);
      if (over || elapsed.toMillis() >= shownMillis + display.periodMillis()) {
        shownMillis = elapsed.toMillis();
        display.show(picture(snapshot, jobs, elapsed, submitting));
      }
      if (over) {
        return snapshot;
      }
      Thread.sleep(TICK_MILLIS);
    }
  }

  private Picture picture(
      Snapshot snapshot, List<JobSight> jobs, Duration elapsed, boolean submitting) {
    List<WaitingJob> now = world.waiting();
    if (now.stream().anyMatch(job -> job.minMember() > 1)) {
      waiting = now;
    }
    return new Picture(
        world.where(),
        submitting ? Picture.Phase.SUBMITTING : Picture.Phase.DRAINING,
        elapsed,
        duration,
        snapshot,
        waiting.stream().filter(job -> stillWaits(job, snapshot)).toList(),
        jobs,
        clock.epochMillis());
  }

  private static boolean stillWaits(WaitingJob job, Snapshot snapshot) {
    String name = job.job().substring(job.job().indexOf('/') + 1);
    return job.minMember() <= 1 || snapshot.gangsWaiting().contains(name);
  }
}
