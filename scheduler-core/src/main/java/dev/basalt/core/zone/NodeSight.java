package dev.basalt.core.zone;

import org.jspecify.annotations.Nullable;

/**
 * A node as it was read from the API server.
 *
 * @param uid tells a node from one that had the same name before it
 * @param zone the zone it belongs to
 * @param owner who owns it, null for nobody
 * @param version its resourceVersion
 */
public record NodeSight(String uid, String zone, @Nullable String owner, String version) {}
