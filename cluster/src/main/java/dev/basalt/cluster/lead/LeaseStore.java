package dev.basalt.cluster.lead;

import java.time.Duration;

/** Where the Lease lies. Each call sends one request, blocks, and never retries. */
interface LeaseStore {

  /** What came of a request. */
  sealed interface Reply {
    /** The Lease as it is now. */
    record Stored(LeaseRecord lease) implements Reply {}

    /** There is no such Lease. */
    record Absent() implements Reply {}

    /** Somebody else wrote first; nothing was written. */
    record Conflict() implements Reply {}

    /** No answer, or one that says nothing about the Lease; a write may have taken effect. */
    record Failed(String message) implements Reply {}
  }

  /** Reads the Lease. */
  Reply read(Duration timeout);

  /** Creates the Lease, unless there is one. */
  Reply create(LeaseRecord lease, Duration timeout);

  /** Changes the Lease, if it still has the version of {@code lease}. */
  Reply replace(LeaseRecord lease, Duration timeout);
}
