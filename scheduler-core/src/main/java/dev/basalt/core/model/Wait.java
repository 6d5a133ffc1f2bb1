package dev.basalt.core.model;

/**
 * Why something waits, for machines and for people.
 *
 * @param reason the code
 * @param message one sentence with the numbers
 */
public record Wait(WaitReason reason, String message) {}
