package dev.basalt.app.demo;

import java.util.HashSet;
import java.util.Set;

/** How much of one gang holds room. */
final class GangAccount {
  private static final long NOT_PARTIAL = Long.MAX_VALUE;

  private final Batch batch;
  private final Set<String> holders = new HashSet<>();
  private boolean started;
  private boolean partial;
  private long partialSinceNanos = NOT_PARTIAL;

  GangAccount(Batch batch) {
    this.batch = batch;
  }

  void bound(String uid, long nowNanos) {
    holders.add(uid);
    started |= holders.size() >= batch.minMember();
    update(nowNanos);
  }

  /** A pod failed or is gone. */
  void lost(String uid, long nowNanos) {
    holders.remove(uid);
    update(nowNanos);
  }

  boolean started() {
    return started;
  }

  /** Whether it ever held room for longer than this without all of its pods. */
  boolean partial(long patienceNanos, long nowNanos) {
    partial |= partialSinceNanos != NOT_PARTIAL && nowNanos - partialSinceNanos > patienceNanos;
    return partial;
  }

  @Override
  public String toString() {
    return "gang %s: %d of %d pods held room".formatted(batch.name(), holders.size(), batch.pods());
  }

  private void update(long nowNanos) {
    if (started || holders.isEmpty()) {
      partialSinceNanos = NOT_PARTIAL;
    } else if (partialSinceNanos == NOT_PARTIAL) {
      partialSinceNanos = nowNanos;
    }
  }
}
