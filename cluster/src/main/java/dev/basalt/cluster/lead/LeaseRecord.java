package dev.basalt.cluster.lead;

import java.time.Duration;

/**
 * What a Lease says.
 *
 * @param holder who holds it, empty if it was released
 * @param duration how long it holds after a renewal
 * @param acquiredMillis when the holder took it, milliseconds since 1970 by the holder's clock; for
 *     people only
 * @param renewedMillis when the holder renewed it last, likewise
 * @param transitions how often it changed hands
 * @param version the resourceVersion this was read with, empty for one that is not stored yet
 */
record LeaseRecord(
    String holder,
    Duration duration,
    long acquiredMillis,
    long renewedMillis,
    int transitions,
    String version) {}
