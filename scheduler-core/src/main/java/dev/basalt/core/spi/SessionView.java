package dev.basalt.core.spi;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.Queue;
import dev.basalt.core.resource.ResourceSchema;
import java.util.Collection;
import java.util.List;

/** What a plugin may read of a session. */
public interface SessionView {
  /** The session's name, unique within this process. */
  String id();

  /** Monotonic nanoseconds at which the session opened. */
  long nowNanos();

  /** Milliseconds since 1970 at which the session opened. */
  long nowMillis();

  NodeTable nodes();

  /** Every queue that exists or that a job names. */
  List<Queue> queues();

  /** Every job, in no particular order. */
  Collection<Job> jobs();

  /**
   * What a queue deserves of a dimension by the plugin that computes shares, in the schema's unit;
   * -1 if none does. Valid once every plugin was told that the session opened.
   */
  default long deserved(Queue queue, int dimension) {
    return -1;
  }

  default ResourceSchema schema() {
    return nodes().schema();
  }
}
