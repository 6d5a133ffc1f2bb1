package dev.basalt.webhook.rules;

import dev.basalt.api.batch.TaskSpec;
import dev.basalt.core.dependency.Dependencies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the dependencies between a job's tasks must be like. */
final class DependencyRules {
  private static final String NO_ORDER =
      "job has dependencies between tasks, but doesn't form a directed acyclic graph(DAG)";

  private DependencyRules() {}

  static void check(List<TaskSpec> tasks, Violations violations) {
    Dependencies graph = new Dependencies();
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
    Dependencies.@Nullable Undefined undefined = graph.undefined();
    List<String> circle = graph.circle();
    if (undefined != null) {
      violations.add(
          NO_ORDER
              + ": task \"%s\" depends on \"%s\", and there is no such task"
                  .formatted(undefined.vertex(), undefined.dependency()));
    } else if (!circle.isEmpty()) {
      violations.add(NO_ORDER + ": the tasks " + circle + " wait for each other");
    }
  }
}
