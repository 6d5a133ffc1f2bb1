package dev.basalt.watchdog.view;

/**
 * A Lease, as far as rules read it.
 *
 * @param name its name
 * @param holder who holds it, empty for nobody
 * @param silentNanos for how long it has been seen unchanged, as long as the API server answered:
 *     the clock by which the holder writes does not matter
 */
public record LeaseSight(String name, String holder, long silentNanos) {}
