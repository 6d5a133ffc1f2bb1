package dev.basalt.controllers.job.state;

import dev.basalt.controllers.job.oom.OomKill;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pod of a job, as far as the controller reads it.
 *
 * @param name its name
 * @param uid its UID
 * @param job the name of its job
 * @param jobUid the UID of its job, empty if it names none
 * @param task the task it belongs to
 * @param index its number within the task, from 0; -1 if it has none
 * @param partition its partition of the task, -1 if it has none
 * @param version the job's version when it was made
 * @param phase its phase
 * @param terminating whether it is being deleted
 * @param evicted whether it is being deleted and had not ended when that was asked for
 * @param outOfSync whether the controller itself replaces it: its end is no event
 * @param ready whether it is ready
 * @param restarts how often its containers were restarted, in sum
 * @param exitCodes what containers, init containers among them, ended with, other than 0
 * @param createdMillis when it was made
 * @param changedMillis when it ended, was deleted, or last restarted a container; else when it was
 *     made
 * @param killed what of it was killed for want of memory, null for nothing
 */
public record PodView(
    String name,
    String uid,
    String job,
    String jobUid,
    String task,
    int index,
    int partition,
    int version,
    PodPhase phase,
    boolean terminating,
    boolean evicted,
    boolean outOfSync,
    boolean ready,
    int restarts,
    List<Integer> exitCodes,
    long createdMillis,
    long changedMillis,
    @Nullable OomKill killed) {

  /** Whether it had not ended when it was deleted, seen as it was last before it was gone. */
  public boolean wentAlive() {
    return terminating ? evicted : !phase.ended();
  }

  /**
   * The same pod, which went alive, once it is gone.
   *
   * @param nowMillis the present time
   */
  public PodView gone(long nowMillis) {
    return new PodView(
        name,
        uid,
        job,
        jobUid,
        task,
        index,
        partition,
        version,
        phase,
        true,
        true,
        outOfSync,
        false,
        restarts,
        exitCodes,
        createdMillis,
        terminating ? Math.min(changedMillis, nowMillis) : nowMillis,
        killed);
  }
}
