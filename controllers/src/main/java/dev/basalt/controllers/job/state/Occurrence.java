package dev.basalt.controllers.job.state;

import java.util.List;

/**
 * Something that happened to a job.
 *
 * @param event what happened
 * @param target to what
 * @param exitCodes what containers ended with, if a pod failed
 * @param sinceMillis when it happened
 */
public record Occurrence(JobEvent event, Target target, List<Integer> exitCodes, long sinceMillis) {

  static Occurrence of(JobEvent event, PodView pod, long sinceMillis) {
    return new Occurrence(event, Target.pod(pod), List.of(), sinceMillis);
  }
}
