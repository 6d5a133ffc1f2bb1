package dev.basalt.controllers.job.state;

import dev.basalt.api.batch.JobPhase;

/**
 * How far a job has come.
 *
 * @param phase its phase
 * @param version grows each time that all its pods are killed; pods of an older one count no more
 * @param retryCount how often it was begun anew, as a whole or in part
 */
public record Progress(JobPhase phase, int version, int retryCount) {
  /** The same in another phase. */
  public Progress in(JobPhase next) {
    return new Progress(next, version, retryCount);
  }
}
