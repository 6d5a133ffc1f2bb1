package dev.basalt.jobctl.follow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.jobctl.view.PodView;

/**
 * The little of a pod that is kept while a job is followed: a job may have very many.
 *
 * @param uid tells it apart from others of its name, before and after it
 * @param index its number within its task
 * @param begun whether there is a log
 * @param exitCode of the container that failed; -1 if none is known
 * @param reason why it failed or waits; empty if there is nothing to say
 */
public record PodState(
    String name,
    String uid,
    String task,
    int index,
    String phase,
    boolean begun,
    int exitCode,
    String reason,
    String node) {
  /** Of an object of kind Pod. */
  static PodState of(JsonNode pod) {
    PodView view = new PodView(pod);
    return new PodState(
        view.name(),
        view.uid(),
        view.task(),
        view.index(),
        view.phase(),
        view.begun(),
        view.exitCode(),
        view.reason(),
        view.node());
  }

  /** Whether it has ended, well or not. */
  public boolean ended() {
    return phase.equals("Succeeded") || phase.equals("Failed");
  }
}
