package dev.basalt.core.zone;

/**
 * An owner's Lease as it was read.
 *
 * @param version its resourceVersion, empty where there is no such Lease
 * @param released whether its holder gave it back when nothing of it was on its way any more
 * @param durationNanos how long it holds after a renewal, by its own word
 */
public record LeaseSight(String version, boolean released, long durationNanos) {
  /** There is no such Lease: it is never renewed. */
  public static final LeaseSight ABSENT = new LeaseSight("", false, 0);
}
