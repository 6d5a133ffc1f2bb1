package dev.basalt.controllers.job.oom;

/**
 * The most memory that a pod can have.
 *
 * @param node what the largest node has that its pods may run on, in bytes; {@link Long#MAX_VALUE}
 *     if none is known
 * @param queue what its queue, and all that lie above it, may hold, in bytes; {@link
 *     Long#MAX_VALUE} for no bound
 * @param queueName the queue that sets this bound
 */
public record Room(long node, long queue, String queueName) {
  /** No bound is known. */
  public static final Room UNBOUNDED = new Room(Long.MAX_VALUE, Long.MAX_VALUE, "");

  long pod() {
    return Math.min(node, queue);
  }
}
