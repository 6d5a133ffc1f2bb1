package dev.basalt.webhook.rules;

import dev.basalt.api.batch.TaskSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the dependencies between a job's tasks must be like. */
final class DependencyRules {
  private static final String NO_ORDER =
      "job has dependencies between tasks, but doesn't form a directed acyclic graph(DAG)";

  private DependencyRules() {}

  static void check(List<TaskSpec> tasks, Violations violations) {
    Graph graph = new Graph();
    boolean any = false;
    for (TaskSpec task : tasks) {
      List<String> names =
          task.dependsOn() == null ? List.of() : Given.list(task.dependsOn().name());
      any |= !names.isEmpty();
      graph.add(Given.text(task.name()), names);
    }
    if (!any) {
      return;
    }
    @Nullable String undefined = graph.undefined();
    if (undefined != null) {
      violations.add(NO_ORDER + ": there is no task \"" + undefined + "\"");
    } else if (graph.hasCycle()) {
      violations.add(NO_ORDER);
    }
  }
}
