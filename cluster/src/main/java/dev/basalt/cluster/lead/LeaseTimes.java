package dev.basalt.cluster.lead;

import java.time.Duration;

/**
 * The times of a leader election.
 *
 * @param leaseDuration how long others wait after the last renewal that they saw
 * @param renewDeadline how long after its last renewal a leader goes on leading; shorter than
 *     leaseDuration
 * @param retryPeriod between two tries
 * @param requestTimeout for one request; below a third of renewDeadline, so that a slow request
 *     leaves room for another
 * @param bindTimeout how long after its sending a write may take effect; below renewDeadline
 */
public record LeaseTimes(
    Duration leaseDuration,
    Duration renewDeadline,
    Duration retryPeriod,
    Duration requestTimeout,
    Duration bindTimeout) {

  public LeaseTimes {
    require(leaseDuration.toSeconds() >= 1, "leaseDuration " + leaseDuration, "be at least 1s");
    require(
        renewDeadline.compareTo(leaseDuration) < 0,
        "renewDeadline " + renewDeadline,
        "be shorter than leaseDuration " + leaseDuration);
    require(
        isPositive(retryPeriod) && retryPeriod.compareTo(renewDeadline) < 0,
        "retryPeriod " + retryPeriod,
        "be positive and shorter than renewDeadline " + renewDeadline);
    require(
        isPositive(requestTimeout) && requestTimeout.multipliedBy(3).compareTo(renewDeadline) < 0,
        "requestTimeout " + requestTimeout,
        "be positive and shorter than a third of renewDeadline " + renewDeadline);
    require(
        isPositive(bindTimeout) && bindTimeout.compareTo(renewDeadline) < 0,
        "bindTimeout " + bindTimeout,
        "be positive and shorter than renewDeadline " + renewDeadline);
  }

  /** 15 s, 10 s, 2 s as in Kubernetes' own components; 3 s for a request. */
  public static LeaseTimes standard(Duration bindTimeout) {
    return new LeaseTimes(
        Duration.ofSeconds(15),
        Duration.ofSeconds(10),
        Duration.ofSeconds(2),
        Duration.ofSeconds(3),
        bindTimeout);
  }

  /** How long after a renewal was sent writes may be sent. */
  Duration sendWindow() {
    return renewDeadline.minus(bindTimeout);
  }

  private static boolean isPositive(Duration time) {
    return !time.isNegative() && !time.isZero();
  }

  private static void require(boolean holds, String what, String must) {
    if (!holds) {
      throw new IllegalArgumentException("leader election: " + what + " must " + must);
    }
  }
}
