package dev.basalt.core.event;

/**
 * How evenly pods are to be spread over the domains of a topology.
 *
 * @param maxSkew by how many pods a domain may be ahead of the one with the fewest, at least 1
 * @param topologyKey nodes that have the same value of this label are one domain
 * @param required whether it must hold (DoNotSchedule), else it is only preferred (ScheduleAnyway)
 * @param pods the pods that are counted
 * @param minDomains while there are fewer domains, the one with the fewest counts as empty; 1 if
 *     not set
 * @param honoursAffinity whether only nodes that match the pod's node selector and affinity count
 * @param honoursTaints whether only nodes whose taints the pod tolerates count
 */
public record SpreadConstraint(
    int maxSkew,
    String topologyKey,
    boolean required,
    PodSelector pods,
    int minDomains,
    boolean honoursAffinity,
    boolean honoursTaints) {}
