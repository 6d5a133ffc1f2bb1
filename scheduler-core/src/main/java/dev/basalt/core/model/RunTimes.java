package dev.basalt.core.model;

import dev.basalt.core.estimate.Templates;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.RunTime;

/** Learns from pods that end how long others of their template will run. */
final class RunTimes {
  private final Templates templates = new Templates();
  private boolean known;

  /** Whether it is known of any pod, or was ever, how long it runs. */
  boolean known() {
    return known;
  }

  /** A pod appeared, or says something else of how long it runs. */
  void follow(Task task) {
    RunTime runTime = task.pod.runTime();
    task.template =
        runTime.template().isEmpty()
            ? null
            : templates.of(task.pod.namespace(), runTime.template(), task.pod.taskName());
    known |= runTime.statedMillis() > 0 || runTime.limitMillis() > 0;
  }

  /** A pod ended. Those that failed, or that were bound by others or before us, say nothing. */
  void ended(Task task, long nowNanos) {
    if (task.template != null
        && task.pod.phase() == PodPhase.SUCCEEDED
        && task.boundNanos != Long.MIN_VALUE) {
      task.template.ran(Math.max(0, nowNanos - task.boundNanos));
      known = true;
    }
  }
}
