package dev.basalt.core.action;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.session.QueueLines;
import dev.basalt.core.session.Session;
import dev.basalt.core.spi.Admission;
import dev.basalt.core.spi.Vote;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every rule that holds a job back, asked as the actions ask: where several do, the first decides.
 * The order: the object and its queue, its turn there, the pods that exist, its namespace,
 * admission, the queue's share, the first pod itself, what the queue may give it, the nodes.
 */
public final class Obstacles {
  private Obstacles() {}

  /** The rules that hold a job back now; empty if none does. Cost: up to O(nodes). */
  public static List<Wait> of(Session session, Job job) {
    List<Wait> found = new ArrayList<>();
    add(found, JobChecks.check(job));
    if (!job.queue().takesJobs()) {
      return found;
    }
    add(found, QueueLines.check(session.policy(), job));
    add(found, session.policy().invalid(job));
    add(found, session.policy().heldBack(job));
    if (job.phase() == GroupPhase.PENDING && job.minResources() != null) {
      Admission admission = session.policy().enqueueable(job);
      add(found, admission.vote() == Vote.REJECT ? admission.why() : null);
    }
    add(found, session.policy().overused(job.queue()));
    job.pending().sort(session.policy().taskOrder());
    Task first = Shortages.firstToPlace(job);
    if (first != null) {
      add(found, new TaskChecks(session).check(first));
      add(found, session.policy().unallocatable(job.queue(), first));
      if (!session.fits(job)) {
        add(found, Shortages.of(session, job, first));
      } else if (job.waiting() != null && job.waiting().reason() == WaitReason.RESERVATION) {
        add(found, job.waiting());
      }
    }
    return found;
  }

  private static void add(List<Wait> found, @Nullable Wait why) {
    if (why != null && found.stream().noneMatch(other -> other.reason() == why.reason())) {
      found.add(why);
    }
  }
}
