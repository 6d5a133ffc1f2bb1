package dev.basalt.core.spi;

import dev.basalt.core.model.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says which running tasks may be evicted in favour of another. The candidates would go together:
 * one pod, or all that a gang has placed. They go only if every filter that votes lets all of them
 * go.
 */
@FunctionalInterface
public interface VictimFilter {
  /** The tasks among the candidates that may go, null to abstain. */
  @Nullable List<Task> victims(Task preemptor, List<Task> candidates);
}
