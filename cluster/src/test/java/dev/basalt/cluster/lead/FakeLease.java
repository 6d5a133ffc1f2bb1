package dev.basalt.cluster.lead;

import dev.basalt.cluster.lead.LeaseStore.Reply;
import org.jspecify.annotations.Nullable;

/** A Lease in memory, with the API server's rules. */
final class FakeLease {
  private final boolean checksVersions;
  private @Nullable LeaseRecord stored;
  private int version;

  FakeLease() {
    this(true);
  }

  /**
   * A Lease.
   *
   * @param checksVersions false plants a fault: writes win whatever they were based on
   */
  FakeLease(boolean checksVersions) {
    this.checksVersions = checksVersions;
  }

  synchronized Reply read() {
    return stored == null ? new Reply.Absent() : new Reply.Stored(stored);
  }

  synchronized Reply create(LeaseRecord lease) {
    return stored != null && checksVersions ? new Reply.Conflict() : store(lease);
  }

  synchronized Reply replace(LeaseRecord lease) {
    if (stored == null) {
      return new Reply.Absent();
    }
    boolean current = stored.version().equals(lease.version());
    return current || !checksVersions ? store(lease) : new Reply.Conflict();
  }

  synchronized void delete() {
    stored = null;
  }

  synchronized String holder() {
    return stored == null ? "" : stored.holder();
  }

  private Reply store(LeaseRecord lease) {
    version++;
    stored =
        new LeaseRecord(
            lease.holder(),
            lease.duration(),
            lease.acquiredMillis(),
            lease.renewedMillis(),
            lease.transitions(),
            "v" + version);
    return new Reply.Stored(stored);
  }
}
