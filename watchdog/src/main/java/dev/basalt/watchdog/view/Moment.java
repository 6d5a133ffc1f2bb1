package dev.basalt.watchdog.view;

/**
 * A point in time.
 *
 * @param nanos of the monotonic clock, for how long something has lasted
 * @param millis since 1970, for what the API's time stamps are compared with and for what is told
 */
public record Moment(long nanos, long millis) {}
