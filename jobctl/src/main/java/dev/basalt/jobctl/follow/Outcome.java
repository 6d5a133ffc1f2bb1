package dev.basalt.jobctl.follow;

import dev.basalt.jobctl.view.JobView;
import java.util.List;

/**
 * How a job ended.
 *
 * @param exitCode 0 if it is complete; else that of the first failed shard, 1 if none is known
 * @param failed its pods that failed, by index
 */
public record Outcome(int exitCode, List<PodState> failed) {
  private static final int MOST = 255;

  /** Of a job that has ended, and its pods as far as they are known. */
  public static Outcome of(JobView job, List<PodState> pods) {
    List<PodState> failed = pods.stream().filter(pod -> pod.phase().equals("Failed")).toList();
    if (job.phase().equals("Completed")) {
      return new Outcome(0, failed);
    }
    int code =
        failed.stream()
            .mapToInt(PodState::exitCode)
            .filter(exit -> exit > 0 && exit <= MOST)
            .findFirst()
            .orElse(1);
    return new Outcome(code, failed);
  }
}
