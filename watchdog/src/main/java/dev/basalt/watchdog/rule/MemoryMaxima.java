package dev.basalt.watchdog.rule;

import dev.basalt.watchdog.view.JobSight;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Jobs of which a pod was killed for want of memory and may not get more. The job controller says
 * so as the reason of the job's state, or in the message of the policy that answers.
 */
final class MemoryMaxima implements Check {
  private static final String REASON = "OutOfMemory";
  private static final String KILLED = " was killed at ";

  @Override
  public void look(Rule rule, Look look, Consumer<Finding> found) {
    for (JobSight job : look.view().jobs()) {
      boolean says = job.reason().equals(REASON) || job.message().contains(KILLED);
      // Of a job that goes on it is so now, whenever its phase began.
      long since = job.underWay() ? look.now().millis() : job.phaseMillis();
      if (says && look.tells(since)) {
        found.accept(
            Finding.event(
                job.key().toString(),
                job.uid() + "@" + job.retries(),
                since,
                Map.of(
                    "namespace",
                    job.key().namespace(),
                    "job_name",
                    job.key().name(),
                    "queue",
                    job.queue(),
                    "user",
                    job.user(),
                    "reason",
                    REASON),
                Map.of("message", job.message())));
      }
    }
  }
}
