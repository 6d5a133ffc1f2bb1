package dev.basalt.sim.check;

import java.util.Locale;

/**
 * Something that must never happen, and did.
 *
 * @param rule which rule was broken
 * @param offender the object that broke it
 * @param detail with numbers
 * @param atNanos when, in the timeline's nanoseconds
 */
public record Violation(Rule rule, String offender, String detail, long atNanos) {
  /** The rules. */
  public enum Rule {
    /** A node's pods never ask for more than it can hold, by the API server's account. */
    NODE_OVERCOMMITTED,
    /** A pod is bound once. */
    BOUND_TWICE,
    /** A gang starts whole, or does not hold anything for long. */
    GANG_PARTIAL,
    /** No node turns a pod away for want of room. */
    OUT_OF_RESOURCE,
    /**
     * A pod is bound once its claims are, where its volumes can be reached and attached, and a
     * claim for one pod has one.
     */
    VOLUMES
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s at %.3f s: %s: %s", rule, atNanos / 1e9, offender, detail);
  }
}
