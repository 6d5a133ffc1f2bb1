package dev.basalt.core.action;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.SubGroup;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.TaskStatus;
import dev.basalt.core.session.Session;
import dev.basalt.core.session.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Binds the pods to which room was promised, as soon as all that their gang needs is free. A
 * promise that can no longer be kept (an eviction was refused, a node is gone or was taken from) is
 * ended, and the job is looked at anew.
 *
 * <p>Cost: the pods to which room is promised, in each session.
 */
final class Landing {
  private final Session session;

  Landing(Session session) {
    this.session = session;
  }

  void run() {
    for (Job job : session.state().nominated()) {
      List<Task> promised = promised(job);
      if (!isKept(job, promised)) {
        session.state().endNomination(job);
      } else {
        boolean together = !job.whole() || promised.stream().anyMatch(Landing::startsWithOthers);
        List<Task> free = promised.stream().filter(this::isFree).toList();
        if (!free.isEmpty() && (!together || free.size() == promised.size()) && !land(job, free)) {
          session.state().endNomination(job);
        }
      }
    }
  }

  /** What has started already takes its pods one by one, unless they form another sub-group. */
  private static boolean startsWithOthers(Task task) {
    SubGroup subGroup = task.subGroup();
    return subGroup != null && !subGroup.formed();
  }

  private static List<Task> promised(Job job) {
    List<Task> promised = new ArrayList<>();
    for (Task task : job.tasks()) {
      if (task.status() == TaskStatus.PIPELINED) {
        promised.add(task);
      }
    }
    return promised;
  }

  private boolean isKept(Job job, List<Task> promised) {
    boolean enough = job.whole() || job.counts().ready() + promised.size() >= job.minMember();
    if (!enough
        || JobChecks.check(job) != null
        || session.policy().invalid(job) != null
        || !session.policy().pipelined(job)) {
      return false;
    }
    for (Task task : promised) {
      if (session.nodes().overpromised(task.node()) || !session.nodes().isTarget(task.node())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether no pod holds what a task needs, on its node or of what its queue may have; others may
   * have been promised it too.
   */
  private boolean isFree(Task task) {
    return session.nodes().fitsUnused(task.request(), task.node()) && mayHold(task);
  }

  private boolean mayHold(Task task) {
    Job job = task.job();
    return job == null || session.policy().evictions().mayHold(job.queue(), task);
  }

  /** Returns false if the job cannot be started where room was promised to it. */
  private boolean land(Job job, List<Task> promised) {
    int[] places = new int[promised.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = promised.get(i).node();
      session.state().endPromise(promised.get(i));
    }
    Statement statement = session.statement();
    for (int i = 0; i < places.length; i++) {
      Task task = promised.get(i);
      if (!session.accepts(task.podClass(), places[i]) || session.policy().heldBack(task) != null) {
        statement.discard();
        return false;
      }
      if (!session.nodes().fitsIdle(task.request(), places[i]) || !mayHold(task)) {
        statement.discard();
        return promiseAgain(promised, places);
      }
      statement.allocate(task, places[i]);
    }
    if (!JobChecks.canStart(session, job)) {
      statement.discard();
      return false;
    }
    statement.commit();
    session.state().waiting(job, null);
    return true;
  }

  private boolean promiseAgain(List<Task> promised, int[] places) {
    Statement statement = session.statement();
    for (int i = 0; i < places.length; i++) {
      if (!session.nodes().fitsFutureIdle(promised.get(i).request(), places[i])) {
        statement.discard();
        return false;
      }
      statement.pipeline(promised.get(i), places[i]);
    }
    statement.commit();
    return true;
  }
}
