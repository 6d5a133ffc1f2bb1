package dev.basalt.core.spi;

import dev.basalt.core.model.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says which running tasks may be evicted in favour of another. Within a tier the lists of all
 * plugins that vote are intersected; the first tier that comes to a list, even an empty one,
 * decides.
 */
@FunctionalInterface
public interface VictimFilter {
  /** The tasks among the candidates that may go, null to abstain. */
  @Nullable List<Task> victims(Task preemptor, List<Task> candidates);
}
