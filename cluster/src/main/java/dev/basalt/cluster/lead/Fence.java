package dev.basalt.cluster.lead;

/**
 * Says before each send whether this process may still write what it decided.
 *
 * <p>Thread-safe, and cheap enough to be asked for every binding.
 */
public interface Fence {

  /** Whether something decided in an epoch may be sent now. */
  enum Permit {
    /** Send it. */
    SEND,
    /** The Lease's renewal is late: keep it and ask again. */
    WAIT,
    /** Leadership of that epoch is over: never send it. */
    LOST
  }

  /** The current epoch: it grows with each term of leadership of this process. 0 before any. */
  long epoch();

  /** Whether something decided in {@code epoch} may be sent at this moment. */
  Permit permit(long epoch);

  /** For a process that runs without leader election: everything may always be sent. */
  static Fence none() {
    return new Fence() {
      @Override
      public long epoch() {
        return 1;
      }

      @Override
      public Permit permit(long epoch) {
        return Permit.SEND;
      }
    };
  }
}
