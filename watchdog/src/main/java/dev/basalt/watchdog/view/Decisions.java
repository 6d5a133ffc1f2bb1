package dev.basalt.watchdog.view;

/**
 * Whether anybody decides about pods, as far as it can be seen from outside.
 *
 * @param unseen pods of ours that have neither a node nor a word why not
 * @param quietNanos for how long the oldest of them has been so, no pod got a node or a word why
 *     not, and the API server answered all the same
 */
public record Decisions(int unseen, long quietNanos) {}
