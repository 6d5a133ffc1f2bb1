package dev.basalt.webhook.server;

import dev.basalt.webhook.review.Operation;
import org.jspecify.annotations.Nullable;

/** Is told of each request for a review. Returns at once; any thread. */
public interface ReviewObserver {
  /** What became of a request. */
  enum Outcome {
    /** The object is taken as it is. */
    ALLOWED,
    /** The object is taken with changes. */
    PATCHED,
    /** The object is refused. */
    REFUSED,
    /** The object, or the review itself, cannot be read. */
    UNREADABLE,
    /** The review failed in here: a defect. */
    FAILED,
    /** There were too many at once. */
    TURNED_AWAY
  }

  /**
   * A request was answered.
   *
   * @param path such as {@code /jobs/validate}
   * @param operation null if the review could not be read
   * @param nanos from the request's first line until the answer was made
   */
  void answered(String path, @Nullable Operation operation, Outcome outcome, long nanos);

  /** Listens to nothing. */
  static ReviewObserver none() {
    return (path, operation, outcome, nanos) -> {};
  }
}
