package dev.basalt.controllers.job.oom;

import java.util.List;

/**
 * A pod of which containers were killed for want of memory.
 *
 * @param containers these, at least one, in the order in which they start
 * @param memory what the pod had
 * @param times how often its shard had been made larger before
 */
public record OomKill(List<String> containers, PodMemory memory, int times) {
  public OomKill {
    containers = List.copyOf(containers);
  }
}
