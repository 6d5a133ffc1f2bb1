package dev.basalt.controllers.flow;

import dev.basalt.api.batch.TaskState;
import dev.basalt.controllers.made.MadeJob;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a task of a job must pass for another job to begin. */
sealed interface FlowCheck {
  /** Where it stands in the flow's spec. */
  String field();

  /** The task. */
  String task();

  /** A request that the task's pods must answer well. */
  record Http(
      String field,
      String task,
      String path,
      int port,
      @Nullable String headerName,
      @Nullable String headerValue)
      implements FlowCheck {}

  /** A port that the task's pods must have open. */
  record Tcp(String field, String task, int port) implements FlowCheck {}

  /** A phase that the task's pods must have reached. */
  record Phase(String field, String task, String phase) implements FlowCheck {

    /** Whether as many pods as the task needs have; of failed ones, whether there is any. */
    boolean passedBy(MadeJob job) {
      TaskState state = job.tasks().get(task);
      Map<String, Integer> pods = state == null || state.phase() == null ? Map.of() : state.phase();
      int succeeded = pods.getOrDefault("Succeeded", 0);
      int enough = job.minima().getOrDefault(task, 1);
      return switch (phase) {
        case "Running" -> pods.getOrDefault("Running", 0) + succeeded >= enough;
        case "Succeeded", "Completed" -> succeeded >= enough;
        case "Pending" -> pods.values().stream().mapToInt(Integer::intValue).sum() >= enough;
        default -> pods.getOrDefault(phase, 0) > 0;
      };
    }
  }
}
