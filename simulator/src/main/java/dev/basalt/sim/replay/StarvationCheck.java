package dev.basalt.sim.replay;

import dev.basalt.core.event.PodShape;
import dev.basalt.core.model.WaitReason;
import dev.basalt.sim.replay.Starved.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Finds starved jobs: those that could be placed on the empty cluster within their queue's
 * capability, and yet one of the {@link Rule rules} holds. A job's wait counts from the last
 * binding of one of its pods, or from its creation. Waiting because the cluster is full is not
 * starving; waiting while others of the same queue who came later get as much is. Where the
 * scheduler says that room is kept for another job, which comes first and would be delayed, that
 * room is not there for a job, and what passes meanwhile has not overtaken it.
 */
final class StarvationCheck {
  private final JobBook jobs;
  private final RoomBook room;
  private final long patienceNanos;
  private final UnaryOperator<String> schedulersWords;
  private final List<List<JobProgress>> overdueByQueue = new ArrayList<>();
  private final List<Starved> starved = new ArrayList<>();
  private int bypassed;
  private long startNanos;

  /**
   * Begins with nobody starved.
   *
   * @param patience how long anybody may wait, whatever happens
   * @param schedulersWords why the job of a name waits by its scheduler's account
   */
  StarvationCheck(
      JobBook jobs,
      RoomBook room,
      int queues,
      Duration patience,
      UnaryOperator<String> schedulersWords) {
    this.schedulersWords = schedulersWords;
    this.jobs = jobs;
    this.room = room;
    patienceNanos = patience.toNanos();
    for (int i = 0; i < queues; i++) {
      overdueByQueue.add(new ArrayList<>());
    }
  }

  /** The trace begins at this time of the timeline. */
  void start(long nanos) {
    startNanos = nanos;
  }

  /** Those found so far, first ones first. */
  List<Starved> starved() {
    return List.copyOf(starved);
  }

  /** Jobs that waited for too long while later work, in sum as large as they, was started. */
  int bypassed() {
    return bypassed;
  }

  /** Another stretch of time has passed; what is so now is taken to have been so throughout. */
  void sample(long nowNanos, long stretchNanos, long[][] held, long[][] deserved) {
    overdueByQueue.forEach(List::clear);
    Map<PodShape, Long> fitting = new HashMap<>();
    for (JobProgress job : jobs.waiting()) {
      if (!job.placeable || job.starved) {
        continue;
      }
      if (belowShare(job, held[job.queue], deserved[job.queue])
          && fitting.computeIfAbsent(job.job.shape(), room::fittingNow) >= job.need()
          && !heldBack(job)) {
        neglected(job, Math.min(stretchNanos, nowNanos - job.waitingSinceNanos), nowNanos);
      }
      if (nowNanos - job.waitingSinceNanos > patienceNanos) {
        if (job.overtaken.length == 0) {
          job.overtaken = new long[job.request.length];
        }
        overdueByQueue.get(job.queue).add(job);
      }
    }
  }

  /**
   * A pod of a job was bound: overdue jobs of its queue that came before it were overtaken.
   *
   * @param together how many of its pods got room at once
   */
  void bound(JobProgress by, int together, long nowNanos) {
    for (JobProgress job : overdueByQueue.get(by.queue)) {
      boolean overtaken =
          job.overtaken.length > 0
              && job.createdNanos < by.createdNanos
              && job.job.priority() >= by.job.priority();
      if (overtaken
          && !job.starved
          && together >= job.need()
          && wouldDoFor(job, by)
          && !heldBack(job)) {
        overtaken(job, by, nowNanos);
      }
      if (overtaken && !job.bypassed) {
        bypassed(job, by);
      }
    }
  }

  /** Nothing more comes, and there was time for all. */
  void end(long nowNanos) {
    for (JobProgress job : jobs.waiting()) {
      long waited = nowNanos - job.waitingSinceNanos;
      if (job.placeable && !job.starved && waited > patienceNanos) {
        found(
            job,
            Rule.NEVER_STARTED,
            String.format(
                Locale.ROOT,
                "%d of %d pods still wait at the end, for %s",
                job.waiting,
                job.job.pods(),
                minutes(waited)),
            nowNanos);
      }
    }
  }

  private boolean heldBack(JobProgress job) {
    return schedulersWords.apply(job.job.name()).startsWith(WaitReason.RESERVATION.code());
  }

  private static boolean belowShare(JobProgress job, long[] held, long[] deserved) {
    int need = job.need();
    for (int resource = 0; resource < job.request.length; resource++) {
      long asked = job.request[resource] * need;
      if (asked > 0 && held[resource] + asked > deserved[resource]) {
        return false;
      }
    }
    return true;
  }

  private void neglected(JobProgress job, long stretchNanos, long nowNanos) {
    job.neglectedNanos += stretchNanos;
    if (job.neglectedNanos > patienceNanos) {
      found(
          job,
          Rule.NEGLECTED,
          String.format(
              Locale.ROOT,
              "%s in which its queue was below its share and nodes had room for %d of its pods",
              minutes(job.neglectedNanos),
              job.need()),
          nowNanos);
    }
  }

  /** Whether a pod of the first job could be where a pod of the second one is. */
  private static boolean wouldDoFor(JobProgress job, JobProgress by) {
    for (int resource = 0; resource < job.request.length; resource++) {
      if (job.request[resource] > by.request[resource]) {
        return false;
      }
    }
    PodShape shape = job.job.shape();
    PodShape other = by.job.shape();
    return shape.nodeSelector().equals(other.nodeSelector())
        && shape.affinity().equals(other.affinity());
  }

  private void overtaken(JobProgress job, JobProgress by, long nowNanos) {
    found(
        job,
        Rule.OVERTAKEN,
        String.format(
            Locale.ROOT,
            "waited for %s when %s, which came %s later, got room that would have done for it",
            minutes(nowNanos - job.waitingSinceNanos),
            by.job.name(),
            minutes(by.createdNanos - job.createdNanos)),
        nowNanos);
  }

  private void bypassed(JobProgress job, JobProgress by) {
    boolean all = true;
    for (int resource = 0; resource < job.overtaken.length; resource++) {
      job.overtaken[resource] += by.request[resource];
      all &= job.overtaken[resource] >= job.request[resource] * job.need();
    }
    job.bypassed = all;
    bypassed += all ? 1 : 0;
  }

  private void found(JobProgress job, Rule rule, String detail, long nowNanos) {
    job.starved = true;
    starved.add(
        new Starved(
            job.job.name(),
            job.job.queue(),
            job.job.workClass(),
            rule,
            detail + "; the scheduler says: " + schedulersWords.apply(job.job.name()),
            nowNanos - startNanos));
  }

  private static String minutes(long nanos) {
    return Math.round(nanos / 60e9) + " min";
  }
}
