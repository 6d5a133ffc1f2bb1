package dev.basalt.core.action;

import dev.basalt.core.action.EvictAction.Kind;
import dev.basalt.core.event.NodeZoneSpec;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Lending;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.port.EvictionPlan;
import dev.basalt.core.session.Policy;
import dev.basalt.core.session.Session;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Takes back what a zone lent, for jobs of the zone that lack room: gives notice first, and evicts
 * as many borrowers as are needed once it has run out. A part of allocate: it comes before
 * evictions of any other kind, whether there are actions for those or not.
 *
 * <p>Cost: nothing where no job of a zone that lends is in need; else the pods of the nodes until
 * one that borrows is found, and for a job a plan at most once a second (see {@link Offers}).
 */
final class TakeBack {
  private static final long RETRY_NANOS = 1_000_000_000L;

  private TakeBack() {}

  static void run(Session session) {
    Lending lending = session.state().lending();
    List<Job> inNeed = lending.inNeed();
    if (inNeed.isEmpty()) {
      return;
    }
    session.budget().beginAction();
    List<Job> due = new ArrayList<>();
    for (Job job : inNeed) {
      Wait notice = lending.notice(job);
      boolean waits = EvictAction.mayBeHelped(session, job);
      if (session.nowNanos() >= lending.notBeforeNanos(job)) {
        if (waits) {
          due.add(job);
        }
      } else {
        session.wakeAt(lending.notBeforeNanos(job));
        if (waits && notice != null) {
          session.state().waiting(job, notice);
        }
      }
    }
    if (!due.isEmpty() && anythingBorrowed(session)) {
      takeBack(session, due);
    }
  }

  private static void takeBack(Session session, List<Job> due) {
    Policy policy = session.policy();
    Lending lending = session.state().lending();
    due.sort((first, second) -> {
      int byQueue = policy.compareQueues(first.queue(), second.queue());
      return byQueue != 0 ? byQueue : policy.compareJobs(first, second);
    });
    EvictionPlanner planner = new EvictionPlanner(session, Kind.TAKE_BACK, 0);
    session.budget().beginDeciding();
    for (Job job : due) {
      if (session.budget().spent()) {
        session.wakeAt(session.nowNanos());
        return;
      }
      NodeZoneSpec zone = job.zone() == null ? null : session.nodes().zones().lender(job.zone());
      if (zone == null || session.claims().waits(job)) {
        continue;
      }
      if (!planner.plan(job)) {
        Wait said = job.waiting();
        lending.giveUp(job, session.nowNanos() + RETRY_NANOS);
        session.wakeAt(session.nowNanos() + RETRY_NANOS);
        if (said != null && said.reason() == WaitReason.LENT) {
          Shortages.say(session, job);
        }
      } else if (zone.noticeNanos() == 0 || lending.notice(job) != null) {
        EvictAction.carryOut(session, planner, job);
      } else {
        giveNotice(session, job, zone, planner.describe(job));
        planner.discard();
      }
    }
  }

  private static void giveNotice(Session session, Job job, NodeZoneSpec zone, EvictionPlan plan) {
    long untilMillis = session.nowMillis() + TimeUnit.NANOSECONDS.toMillis(zone.noticeNanos());
    int leaving = plan.victims().size();
    Wait notice =
        new Wait(
            WaitReason.LENT,
            "zone %s lent room that it needs: %d %s to leave, by %s at the latest, for %d of its pods"
                .formatted(
                    zone.name(),
                    leaving,
                    leaving == 1 ? "pod of other zones is" : "pods of other zones are",
                    Instant.ofEpochMilli(untilMillis).truncatedTo(ChronoUnit.SECONDS),
                    plan.places().size()));
    long untilNanos = session.nowNanos() + zone.noticeNanos();
    session.state().lending().giveNotice(job, notice, untilNanos);
    session.state().waiting(job, notice);
    session.wakeAt(untilNanos);
  }

  private static boolean anythingBorrowed(Session session) {
    NodeTable nodes = session.nodes();
    for (int node = 0; node < nodes.size(); node++) {
      if (!nodes.isTarget(node) || nodes.zones().lender(nodes.spec(node).zone()) == null) {
        continue;
      }
      for (Task task : nodes.tasksOn(node)) {
        if (session.state().lending().isBorrowed(task)) {
          return true;
        }
      }
    }
    return false;
  }
}
