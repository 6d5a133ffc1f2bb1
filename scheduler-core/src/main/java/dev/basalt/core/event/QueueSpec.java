package dev.basalt.core.event;

import dev.basalt.core.resource.ResourceList;
import org.jspecify.annotations.Nullable;

/**
 * A queue as far as scheduling reads it.
 *
 * @param name the queue's name
 * @param uid the queue's UID
 * @param weight its part of the cluster relative to the other queues, 1 to 65535
 * @param capability upper limits by resource; a resource not named is not limited
 * @param deserved its share by resource, for plugins that take shares from the object
 * @param guarantee what is kept for it by resource
 * @param reclaimable whether what it uses above its share may be taken back
 * @param priority a higher one comes first
 * @param parent the parent queue, empty for the root
 * @param open whether new jobs are admitted
 * @param createdMillis creation, milliseconds since 1970
 * @param problem why this object is invalid (field and remedy), null if it is valid; such a queue
 *     starts nothing, the others go on
 */
public record QueueSpec(
    String name,
    String uid,
    int weight,
    ResourceList capability,
    ResourceList deserved,
    ResourceList guarantee,
    boolean reclaimable,
    int priority,
    String parent,
    boolean open,
    long createdMillis,
    @Nullable String problem) {}
