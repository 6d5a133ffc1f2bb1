package dev.basalt.testkit.fault;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** A fault, the requests it is meant for, and how often it strikes. */
public final class FaultRule {
  private final Predicate<ApiRequest> requests;
  private final Fault.OnRequest fault;
  private final BooleanSupplier strikes;
  private final AtomicLong hits = new AtomicLong();
  private volatile boolean active = true;

  FaultRule(Predicate<ApiRequest> requests, Fault.OnRequest fault, BooleanSupplier strikes) {
    this.requests = requests;
    this.fault = fault;
    this.strikes = strikes;
  }

  /** How many requests it has struck so far. */
  public long hits() {
    return hits.get();
  }

  /** Ends the rule; what it has struck already stays struck. */
  public void remove() {
    active = false;
  }

  boolean applies(ApiRequest request) {
    if (!active || !requests.test(request) || !strikes.getAsBoolean()) {
      return false;
    }
    hits.incrementAndGet();
    return true;
  }

  Fault.OnRequest fault() {
    return fault;
  }
}
