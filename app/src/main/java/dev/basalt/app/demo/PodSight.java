package dev.basalt.app.demo;

import dev.basalt.core.event.PodPhase;
import dev.basalt.core.resource.ResourceList;
import org.jspecify.annotations.Nullable;

/**
 * A pod as the API server shows it.
 *
 * @param uid the pod's UID
 * @param group name of its PodGroup if the demo submitted it, null for anybody else's pod
 * @param requests what it holds on its node
 * @param node the node it is bound to, null while unbound
 * @param phase its phase
 * @param reason the reason beside the phase, empty if none
 */
record PodSight(
    String uid,
    @Nullable String group,
    ResourceList requests,
    @Nullable String node,
    PodPhase phase,
    String reason) {}
