package dev.basalt.app.demo;

import dev.basalt.core.engine.EngineSummary.WaitingJob;
import java.time.Duration;
import java.util.List;

/** A cluster with a scheduler at work, as a run needs it. */
interface DemoWorld extends AutoCloseable {
  /** Where this runs, in a few words for the heading. */
  String where();

  /** The {@code cluster} of the figures. */
  String kind();

  /**
   * Makes nodes and queues, starts the scheduler and waits until it decides.
   *
   * @throws dev.basalt.app.CommandFailure if that cannot be done
   */
  void open() throws InterruptedException;

  /** How many of the smallest pods fill a node: the more, the livelier. */
  int smallestPodsPerNode();

  /** Creates a batch's PodGroup and pods. */
  void submit(Batch batch);

  /**
   * Work begins to come in; the world may have jobs of its own to submit.
   *
   * @param duration how long work comes in
   */
  default void begin(Duration duration) {}

  /** Its jobs, those that are not there yet too; none where it has no controllers. */
  default List<JobSight> jobs() {
    return List.of();
  }

  /** The first jobs that wait, gangs first, oldest first, in the scheduler's words. */
  List<WaitingJob> waiting();

  /** Stops everything and takes away what was created. */
  @Override
  void close();
}
