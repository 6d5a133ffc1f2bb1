package dev.basalt.exporter.series;

import java.time.Duration;

/**
 * How much is published. What is over a limit is left out and said to be.
 *
 * @param pods pods of their own
 * @param jobs jobs of their own
 * @param jobLife how long a job's series stay after its end
 * @param users users of queues
 * @param nodes nodes of their own; their zones count all of them
 * @param queues queues
 * @param quotas quotas of namespaces
 * @param tasks tasks of each job of their own; the others are told together as task ""
 */
public record Limits(
    int pods, int jobs, Duration jobLife, int users, int nodes, int queues, int quotas, int tasks) {

  /** Those of an exporter that is told nothing else. */
  public static Limits standard() {
    return new Limits(200_000, 10_000, Duration.ofHours(1), 1_000, 5_000, 1_000, 1_000, 100);
  }
}
