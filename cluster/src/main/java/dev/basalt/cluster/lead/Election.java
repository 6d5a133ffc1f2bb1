package dev.basalt.cluster.lead;

import dev.basalt.cluster.lead.LeaseStore.Reply;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the election, without clocks, threads and requests: told what happened and when, it
 * says what to do next. Not thread-safe.
 *
 * <p>Why there are never two that may send:
 *
 * <ul>
 *   <li>A leader counts from the moment it <em>sent</em> the last renewal that was confirmed. It
 *       sends nothing later than {@code renewDeadline - bindTimeout} after that, and leads no
 *       longer than {@code renewDeadline}. Reading its own name in the Lease proves nothing about
 *       time.
 *   <li>A standby counts from the moment it <em>received</em> a version of the Lease that it had
 *       not seen before, by its own monotonic clock, and waits {@code leaseDuration} (its own or
 *       the holder's, whichever is longer). Times written in the Lease are never compared with a
 *       clock.
 *   <li>The renewal was sent before the standby can have received it, so the leader stops first,
 *       however their clocks are set, as long as they run at about the same pace.
 *   <li>Each write names the version it replaces, so of two takers one fails, and so does an old
 *       write that arrives late.
 * </ul>
 *
 * <p>By the time a Lease has expired, what its holder sent has taken effect or never will: the last
 * of it was sent {@code bindTimeout} before the {@code renewDeadline}. A new leader makes sure of
 * another {@code bindTimeout} between that and its first decision, which it must wait for only
 * where {@code leaseDuration} leaves less.
 */
final class Election {
  /** What to do next. */
  sealed interface Step {
    /** Nothing for so long. */
    record Wait(long nanos) implements Step {}

    /** Read the Lease, then call {@link #read}. */
    record Read() implements Step {}

    /** Create the Lease, then call {@link #written}. */
    record Create(LeaseRecord lease) implements Step {}

    /** Change the Lease, then call {@link #written}. */
    record Replace(LeaseRecord lease) implements Step {}
  }

  /** What we are. */
  enum Role {
    /** Somebody else leads, or nobody. */
    STANDBY,
    /** We hold the Lease, and wait until writes of the leader before us cannot take effect. */
    SETTLING,
    /** We lead. */
    LEADING
  }

  private final LeaseTimes times;
  private final String identity;

  private Role role = Role.STANDBY;
  private long epoch;
  private Moment renewed = new Moment(0, 0);
  private Moment settled = new Moment(0, 0);
  private Moment nextTry;
  private boolean clean;

  /** The last sign of life of the holder that we replace. */
  private Moment lastSign = new Moment(0, 0);

  /** What was read or written last; absent leases are null. Only valid while {@code fresh}. */
  private @Nullable LeaseRecord lease;

  private boolean fresh;
  private boolean everSeen;
  private String seenVersion = "";
  private Moment seen = new Moment(0, 0);
  private long acquiredMillis;

  /**
   * An election that starts as a standby.
   *
   * @param identity who we are; unique to this process
   */
  Election(LeaseTimes times, String identity, Moment now) {
    this.times = times;
    this.identity = identity;
    this.nextTry = now;
  }

  Role role() {
    return role;
  }

  /** The number of the current or last term; terms of one process are numbered upwards. */
  long epoch() {
    return epoch;
  }

  /** When the last confirmed renewal was sent. */
  Moment renewed() {
    return renewed;
  }

  /** Who held the Lease when it was last seen, empty for nobody. */
  String holder() {
    return lease == null ? "" : lease.holder();
  }

  Step next(Moment now) {
    expire(now);
    if (role == Role.SETTLING && now.atLeastSince(settled) >= 0) {
      role = Role.LEADING;
    }
    long untilTry = nextTry.nanos() - now.nanos();
    if (untilTry > 0) {
      return new Step.Wait(Math.min(untilTry, untilRoleChanges(now)));
    }
    if (!fresh) {
      return new Step.Read();
    }
    if (role != Role.STANDBY) {
      return renewal(now);
    }
    return candidacy(now);
  }

  /** The Lease was read. */
  void read(Moment arrived, Reply reply) {
    expire(arrived);
    switch (reply) {
      case Reply.Stored(LeaseRecord stored) -> {
        learn(stored, arrived);
        if (role != Role.STANDBY && !stored.holder().equals(identity)) {
          stepDown(arrived);
        }
      }
      case Reply.Absent() -> learnAbsence(arrived);
      case Reply.Conflict(), Reply.Failed(_) -> tryLater(arrived);
    }
  }

  /** The Lease was created or changed. */
  void written(Moment sent, Moment arrived, Reply reply) {
    expire(arrived);
    switch (reply) {
      case Reply.Stored(LeaseRecord stored) -> {
        learn(stored, arrived);
        nextTry = sent.plus(times.retryPeriod());
        renewed = sent;
        if (role == Role.STANDBY) {
          acquire(stored, arrived);
        }
        expire(arrived);
      }
      case Reply.Conflict() -> {
        fresh = false;
        nextTry = role == Role.STANDBY ? arrived.plus(times.retryPeriod()) : arrived;
      }
      case Reply.Absent(), Reply.Failed(_) -> tryLater(arrived);
    }
  }

  /**
   * Gives leadership up.
   *
   * @return the write that lets others take over at once, null if it is not known to be ours
   */
  @Nullable LeaseRecord resign(Moment now) {
    boolean ours = role != Role.STANDBY && fresh;
    LeaseRecord held = lease;
    stepDown(now);
    if (!ours || held == null) {
      return null;
    }
    return new LeaseRecord(
        "",
        Duration.ofSeconds(1),
        held.acquiredMillis(),
        now.epochMillis(),
        held.transitions(),
        held.version());
  }

  private Step renewal(Moment now) {
    LeaseRecord held = lease;
    if (held == null) {
      return new Step.Create(record(now, Math.toIntExact(epoch), ""));
    }
    return new Step.Replace(record(now, held.transitions(), held.version()));
  }

  private Step candidacy(Moment now) {
    LeaseRecord held = lease;
    if (held == null) {
      if (everSeen && !expired(times.leaseDuration(), now)) {
        return standBy(now);
      }
      clean = !everSeen;
      lastSign = seen;
      acquiredMillis = now.epochMillis();
      return new Step.Create(record(now, Math.toIntExact(epoch), ""));
    }
    boolean ours = held.holder().equals(identity);
    boolean released = held.holder().isEmpty();
    if (!ours && !released) {
      Duration longest =
          held.duration().compareTo(times.leaseDuration()) > 0
              ? held.duration()
              : times.leaseDuration();
      if (!expired(longest, now)) {
        return standBy(now);
      }
    }
    if (!ours) {
      clean = released;
    }
    lastSign = seen;
    acquiredMillis = now.epochMillis();
    return new Step.Replace(record(now, held.transitions() + 1, held.version()));
  }

  private boolean expired(Duration duration, Moment now) {
    return now.atLeastSince(seen) >= duration.toNanos();
  }

  private Step standBy(Moment now) {
    fresh = false;
    nextTry = now.plus(times.retryPeriod());
    return new Step.Wait(times.retryPeriod().toNanos());
  }

  private LeaseRecord record(Moment now, int transitions, String version) {
    return new LeaseRecord(
        identity, times.leaseDuration(), acquiredMillis, now.epochMillis(), transitions, version);
  }

  private void acquire(LeaseRecord stored, Moment arrived) {
    epoch = Math.max(epoch, stored.transitions()) + 1;
    settled = clean ? arrived : lastSign.plus(times.renewDeadline()).plus(times.bindTimeout());
    role = arrived.atLeastSince(settled) >= 0 ? Role.LEADING : Role.SETTLING;
  }

  private void learn(LeaseRecord stored, Moment arrived) {
    if (!stored.version().equals(seenVersion)) {
      seen = arrived;
      seenVersion = stored.version();
    }
    everSeen = true;
    lease = stored;
    fresh = true;
  }

  /** A Lease that was deleted counts like a version that names nobody and is never renewed. */
  private void learnAbsence(Moment arrived) {
    if (!seenVersion.isEmpty()) {
      seen = arrived;
      seenVersion = "";
    }
    lease = null;
    fresh = true;
  }

  private void tryLater(Moment arrived) {
    fresh = false;
    Duration pause = role == Role.STANDBY ? times.retryPeriod() : times.retryPeriod().dividedBy(4);
    nextTry = arrived.plus(pause);
  }

  /** Leadership ends when the last confirmed renewal is too old, whatever may have happened. */
  private void expire(Moment now) {
    if (role != Role.STANDBY && now.atMostSince(renewed) >= times.renewDeadline().toNanos()) {
      stepDown(now);
    }
  }

  private void stepDown(Moment now) {
    role = Role.STANDBY;
    fresh = false;
    nextTry = now.plus(times.retryPeriod());
  }

  private long untilRoleChanges(Moment now) {
    return switch (role) {
      case STANDBY -> Long.MAX_VALUE;
      case SETTLING -> Math.max(0, settled.nanos() - now.nanos());
      case LEADING -> Math.max(0, times.renewDeadline().toNanos() - now.atMostSince(renewed));
    };
  }
}
