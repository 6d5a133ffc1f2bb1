package dev.basalt.plugins;

import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.resource.ResourceSchema;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Says what keeps a queue's jobs waiting. Thousands of jobs may wait for the same in every session,
 * so what was said last of a queue is said again while its numbers are the same.
 */
public final class QueueWaits {
  /** What bounds a queue. */
  public enum Limit {
    CAPABILITY,
    SHARE,
    /** Free room that the queue's share would allow is dealt to others. */
    OTHERS,
    /** Free room is kept for guarantees of other queues. */
    GUARANTEES
  }

  private record Said(Limit limit, int dimension, long asked, long held, long bound, Wait why) {
    boolean about(Limit limit, int dimension, long asked, long held, long bound) {
      return this.limit == limit
          && this.dimension == dimension
          && this.asked == asked
          && this.held == held
          && this.bound == bound;
    }
  }

  private @Nullable Said[] last = new @Nullable Said[8];

  /**
   * Says that a queue holds what it may.
   *
   * @param asked what one more task asks for, 0 if none was looked at
   * @param held what the queue's tasks hold; with {@link Limit#GUARANTEES} what is free
   * @param bound its capability, or what it deserves, or what of the free room is kept
   */
  public Wait full(
      Queue queue,
      Limit limit,
      ResourceSchema schema,
      int dimension,
      long asked,
      long held,
      long bound) {
    if (queue.id() >= last.length) {
      last = Arrays.copyOf(last, Math.max(queue.id() + 1, last.length * 2));
    }
    Said said = last[queue.id()];
    if (said == null || !said.about(limit, dimension, asked, held, bound)) {
      String message =
          limit == Limit.GUARANTEES
              ? "of %s free, %s are kept for what other queues than %s are guaranteed, %s asked"
                  .formatted(
                      schema.describe(dimension, held),
                      schema.describe(dimension, bound),
                      queue.name(),
                      schema.describe(dimension, asked))
              : holds(queue, limit, schema, dimension, asked, held, bound);
      Wait why = new Wait(WaitReason.QUEUE_SHARE, message);
      said = new Said(limit, dimension, asked, held, bound, why);
      last[queue.id()] = said;
    }
    return said.why();
  }

  private static String holds(
      Queue queue,
      Limit limit,
      ResourceSchema schema,
      int dimension,
      long asked,
      long held,
      long bound) {
    return "queue "
        + queue.name()
        + " holds "
        + schema.describe(dimension, held)
        + (limit == Limit.CAPABILITY ? " of its capability of " : " of its share of ")
        + schema.describe(dimension, bound)
        + (asked > 0 ? ", " + schema.describe(dimension, asked) + " asked" : "")
        + (limit == Limit.OTHERS
            ? "; what is free goes to queues that hold less of their share"
            : "");
  }

  /**
   * Says that a group's minimum does not go into what its queue can have. The first words are those
   * by which Volcano's users know this.
   *
   * @param asked the group's minimum
   * @param taken what the queue holds and has promised
   * @param most what the queue can have
   * @param byCapability whether its capability bounds it, rather than the size of the cluster
   */
  public static Wait notAdmitted(
      Queue queue,
      ResourceSchema schema,
      int dimension,
      long asked,
      long taken,
      long most,
      boolean byCapability) {
    WaitReason reason =
        byCapability
            ? WaitReason.QUEUE_SHARE
            : asked > most ? WaitReason.NOT_ENOUGH_RESOURCES : WaitReason.NOT_ENQUEUED;
    return new Wait(
        reason,
        "queue resource quota insufficient: insufficient %s: queue %s can have %s, %s held or promised, %s asked: short of %s"
            .formatted(
                schema.name(dimension),
                queue.name(),
                schema.describe(dimension, most),
                schema.describe(dimension, taken),
                schema.describe(dimension, asked),
                schema.describe(dimension, asked - (most - taken))));
  }
}
