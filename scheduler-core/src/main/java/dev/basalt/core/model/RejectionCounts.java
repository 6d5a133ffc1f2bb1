package dev.basalt.core.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Pods that nodes turned away so far, by reason and cause.
 *
 * @param counts those that are not 0, in the order of the enums
 */
public record RejectionCounts(List<Count> counts) {
  /** Nothing was turned away. */
  public static final RejectionCounts NONE = new RejectionCounts(List.of());

  public RejectionCounts {
    counts = List.copyOf(counts);
  }

  /** So many pods. */
  public record Count(RejectionReason reason, RejectionCause cause, long pods) {}

  static RejectionCounts of(long[][] table) {
    List<Count> counts = new ArrayList<>();
    for (RejectionReason reason : RejectionReason.values()) {
      for (RejectionCause cause : RejectionCause.values()) {
        long pods = table[reason.ordinal()][cause.ordinal()];
        if (pods > 0) {
          counts.add(new Count(reason, cause, pods));
        }
      }
    }
    return new RejectionCounts(counts);
  }

  /** Those of one reason and cause. */
  public long of(RejectionReason reason, RejectionCause cause) {
    return counts.stream()
        .filter(count -> count.reason() == reason && count.cause() == cause)
        .mapToLong(Count::pods)
        .sum();
  }

  /** Those that lacked an amount of a resource. */
  public long outOfResource() {
    return counts.stream()
        .filter(count -> count.reason().outOfResource())
        .mapToLong(Count::pods)
        .sum();
  }
}
