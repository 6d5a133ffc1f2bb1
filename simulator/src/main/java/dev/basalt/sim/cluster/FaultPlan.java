package dev.basalt.sim.cluster;

import java.util.random.RandomGenerator;

/**
 * What goes wrong between the scheduler and the API server, as probabilities of each call.
 *
 * @param lostReply the write is applied, the reply never comes
 * @param lostRequest the request never arrives, nor does a reply
 * @param conflict a binding is answered 409 although nothing forbids it
 * @param throttled the request is answered 429
 */
public record FaultPlan(double lostReply, double lostRequest, double conflict, double throttled) {
  /** Nothing goes wrong. */
  public static final FaultPlan NONE = new FaultPlan(0, 0, 0, 0);

  /** One call's fate. */
  enum Fault {
    NONE,
    LOST_REPLY,
    LOST_REQUEST,
    CONFLICT,
    THROTTLED
  }

  public FaultPlan {
    if (lostReply < 0
        || lostRequest < 0
        || conflict < 0
        || throttled < 0
        || lostReply + lostRequest + conflict + throttled > 1) {
      throw new IllegalArgumentException("probabilities must be 0 to 1 and sum up to at most 1");
    }
  }

  /** A plan drawn at random: each fault up to one call in ten. */
  public static FaultPlan random(RandomGenerator random) {
    return new FaultPlan(
        random.nextDouble(0.1),
        random.nextDouble(0.1),
        random.nextDouble(0.1),
        random.nextDouble(0.1));
  }

  Fault draw(RandomGenerator random) {
    double point = random.nextDouble();
    if (point < lostReply) {
      return Fault.LOST_REPLY;
    }
    if (point < lostReply + lostRequest) {
      return Fault.LOST_REQUEST;
    }
    if (point < lostReply + lostRequest + conflict) {
      return Fault.CONFLICT;
    }
    return point < lostReply + lostRequest + conflict + throttled ? Fault.THROTTLED : Fault.NONE;
  }
}
