package dev.basalt.jobctl.follow;

import dev.basalt.jobctl.view.JobView;
import java.util.ArrayList;
import java.util.List;

/** How far a job has come, in a line. */
public final class Progress {
  private static final int WIDTH = 24;
  private static final List<String> STATES =
      List.of("succeeded", "failed", "running", "pending", "terminating", "unknown");

  private Progress() {}

  /** A bar and the counts. */
  public static String bar(JobView job) {
    int replicas = Math.max(1, job.replicas());
    int done = part(job.count("succeeded"), replicas);
    int failed = Math.min(WIDTH - done, part(job.count("failed"), replicas));
    int running = Math.min(WIDTH - done - failed, part(job.count("running"), replicas));
    return "["
        + "#".repeat(done)
        + "x".repeat(failed)
        + ">".repeat(running)
        + ".".repeat(WIDTH - done - failed - running)
        + "] "
        + counts(job);
  }

  /** {@code 12 of 100 succeeded, 3 failed}. */
  public static String counts(JobView job) {
    List<String> parts = new ArrayList<>();
    parts.add(job.count("succeeded") + " of " + job.replicas() + " succeeded");
    for (String state : STATES.subList(1, STATES.size())) {
      if (job.count(state) > 0) {
        parts.add(job.count(state) + " " + state);
      }
    }
    return String.join(", ", parts);
  }

  /** Something of a whole is never drawn as nothing. */
  private static int part(int count, int whole) {
    return count == 0 ? 0 : Math.clamp((long) count * WIDTH / whole, 1, WIDTH);
  }
}
