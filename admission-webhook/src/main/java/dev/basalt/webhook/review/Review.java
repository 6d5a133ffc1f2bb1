package dev.basalt.webhook.review;

import org.jspecify.annotations.Nullable;

/**
 * What the API server asks about one object.
 *
 * @param uid goes back with the answer
 * @param namespace empty for objects that have none
 * @param name empty if the API server makes it up later
 * @param username who sends the request
 * @param manager the field manager that the request names; empty if it names none
 * @param object the object as it is going to be; null when it is deleted
 * @param oldObject the object as it is; null when it is made
 * @param objectBytes the size of {@code object} as JSON
 */
public record Review<T>(
    String uid,
    Operation operation,
    String namespace,
    String name,
    String username,
    String manager,
    @Nullable T object,
    @Nullable T oldObject,
    long objectBytes) {}
