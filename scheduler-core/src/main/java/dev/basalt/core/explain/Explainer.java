package dev.basalt.core.explain;

import dev.basalt.core.action.Obstacles;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.PendingTasks;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.session.NodeReport;
import dev.basalt.core.session.Session;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Draws up explanations at the end of a session, for those who ask. Cost: O(nodes and the jobs of
 * its queue).
 */
public final class Explainer {
  private static final long UNKNOWN = -1;

  private final Session session;

  /** Reads a session that has decided and is not closed yet. */
  public Explainer(Session session) {
    this.session = session;
  }

  /** Explains the job of that key ({@code namespace/name}), null if there is none. */
  public @Nullable JobExplanation explain(String key) {
    Job job = find(key);
    return job == null ? null : explain(job);
  }

  /** The job of that key, null if there is none. Cost: the jobs. */
  public @Nullable Job find(String key) {
    for (Job job : session.jobs()) {
      if (job.key().equals(key)) {
        return job;
      }
    }
    return null;
  }

  /** Explains a job. */
  public JobExplanation explain(Job job) {
    boolean waits = !job.pending().isEmpty() || job.waiting() != null;
    List<Wait> rules = waits ? Obstacles.of(session, job) : List.of();
    Wait wait =
        !waits ? null : job.waiting() != null || rules.isEmpty() ? job.waiting() : rules.getFirst();
    Task first = firstPending(job);
    NodeReport nodes = first == null ? null : session.report(first);
    return new JobExplanation(
        job.key(),
        job.queue().name(),
        job.phase(),
        job.minMember(),
        job.readyTasks(),
        job.pending().size(),
        job.createdMillis(),
        wait,
        rules,
        nodes,
        first == null ? 0 : 1 + ahead(job),
        waiting(job),
        startsAtMillis(job, wait),
        wait == null ? "" : Remedies.of(wait, nodes),
        first == null ? null : UserStanding.of(session.policy(), job));
  }

  private static @Nullable Task firstPending(Job job) {
    PendingTasks pending = job.pending();
    for (int slot = pending.begin(); slot < pending.end(); slot++) {
      Task task = pending.at(slot);
      if (task != null) {
        return task;
      }
    }
    return null;
  }

  private int ahead(Job job) {
    int ahead = 0;
    for (Job other : job.queue().jobs()) {
      if (other != job
          && !other.pending().isEmpty()
          && session.policy().compareJobs(other, job) < 0) {
        ahead++;
      }
    }
    return ahead;
  }

  private static int waiting(Job job) {
    int waiting = 0;
    for (Job other : job.queue().jobs()) {
      waiting += other.pending().isEmpty() ? 0 : 1;
    }
    return waiting;
  }

  /** Known only where nothing but time is lacking, or pods that are known to end. */
  private long startsAtMillis(Job job, @Nullable Wait wait) {
    return switch (wait == null ? null : wait.reason()) {
      case BACK_OFF -> triedAtMillis(job);
      case NOT_ENOUGH_RESOURCES, FRAGMENTED, RESERVATION -> {
        long start = session.reservations().expectedStart(job);
        yield start == Long.MAX_VALUE ? UNKNOWN : session.reservations().millis(start);
      }
      case null, default -> UNKNOWN;
    };
  }

  private long triedAtMillis(Job job) {
    long latest = session.nowNanos();
    PendingTasks pending = job.pending();
    for (int slot = pending.begin(); slot < pending.end(); slot++) {
      Task task = pending.at(slot);
      latest = task == null ? latest : Math.max(latest, task.notBeforeNanos());
    }
    return session.nowMillis() + TimeUnit.NANOSECONDS.toMillis(latest - session.nowNanos());
  }
}
