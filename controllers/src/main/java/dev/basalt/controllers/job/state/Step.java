package dev.basalt.controllers.job.state;

/**
 * What an action makes of a job.
 *
 * @param next how far it has come then
 * @param kill the pods to be killed
 */
public record Step(Progress next, Kill kill) {}
