package dev.basalt.sim.trace;

import dev.basalt.core.resource.ResourceList;

/**
 * A queue of a trace.
 *
 * @param weight 1 to 65535
 * @param capability the most it may hold; a resource not named is not limited
 */
public record TraceQueue(String name, int weight, ResourceList capability) {}
