package dev.basalt.core.session;

import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;

/** Claims gangs that other schedulers may start too, and gives back those without a place here. */
public final class GangClaims {
  private static final long RETRY_NANOS = 1_000_000_000L;

  /** How long others have the first say on a gang that was given back. */
  private static final long PAUSE_NANOS = 2_000_000_000L;

  private static final Wait CLAIMED_FIRST =
      new Wait(WaitReason.CLAIM, "it is claimed first, as other schedulers may start it too");

  private final Session session;
  private final ClusterState state;
  private final Session.Outbox outbox;

  GangClaims(Session session, ClusterState state, Session.Outbox outbox) {
    this.session = session;
    this.state = state;
    this.outbox = outbox;
  }

  /**
   * Claims a gang that another scheduler may start too; returns whether it waits for that.
   *
   * <p>Nothing of it may be bound, nor anything be evicted for it, before it is ours.
   */
  public boolean waits(Job job) {
    PodGroupSpec group = job.group();
    if (group == null || !state.mustBeClaimed(job)) {
      return false;
    }
    long retryNanos = session.nowNanos() + RETRY_NANOS;
    if (job.givenBack()) {
      outbox.unclaim(group);
    } else if (session.nowNanos() >= job.claimNotBeforeNanos()) {
      outbox.claim(group);
    } else {
      retryNanos = job.claimNotBeforeNanos();
    }
    state.waiting(job, CLAIMED_FIRST);
    session.park(job, retryNanos);
    return true;
  }

  /** A job found no place: if another scheduler may have one for it, it is given back. */
  public void giveBack(Job job) {
    PodGroupSpec group = job.group();
    if (group != null && state.mayBeGivenBack(job)) {
      outbox.unclaim(group);
      state.givenBack(job, session.nowNanos() + PAUSE_NANOS);
    }
  }
}
