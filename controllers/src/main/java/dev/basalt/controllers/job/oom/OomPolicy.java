package dev.basalt.controllers.job.oom;

/**
 * How a job's pods grow.
 *
 * @param ratio how many times as much a container gets, above 1
 * @param maxMemory the most that a container gets, in bytes; {@link Long#MAX_VALUE} for no bound of
 *     the job's own
 * @param maxRetries how often a shard grows, from 0
 * @param reuse whether what a former run has found out is where this one begins
 */
public record OomPolicy(double ratio, long maxMemory, int maxRetries, boolean reuse) {}
