package dev.basalt.watchdog.alert;

/**
 * How much a book holds.
 *
 * @param firing alerts that fire at a time, a quarter of them kept for what each rule has room for
 *     of its own; what is found beyond is told once there is room
 * @param resolved resolved alerts of which somebody is yet to be told
 * @param told happenings that are remembered as told; of older ones than these, none is told
 */
public record Limits(int firing, int resolved, int told) {
  /** Fits into a ConfigMap of 256 KiB. */
  public static final Limits STANDARD = new Limits(1_000, 1_000, 4_000);
}
