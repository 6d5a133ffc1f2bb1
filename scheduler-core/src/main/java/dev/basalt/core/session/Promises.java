package dev.basalt.core.session;

import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Room that sessions keep for tasks which cannot be bound yet. A promise ends with its session and
 * is made anew in the next; while it is, those that found no room beside it stay set aside. Once it
 * is not made again they are woken: nothing else would tell them.
 */
final class Promises {
  private final ClusterState state;
  private final List<Task> made = new ArrayList<>();
  private Set<Task> expected = identitySet();

  Promises(ClusterState state) {
    this.state = state;
  }

  /** A task has been promised the room it is placed on, until the session closes. */
  void add(Task task) {
    made.add(task);
  }

  /** Takes back what this session promised. */
  void sessionClosed() {
    Set<Task> ended = expected;
    expected = identitySet();
    made.reversed().forEach(state::endPromise);
    for (Task task : made) {
      Job job = task.job();
      (job != null && job.halfStarted() ? expected : ended).add(task);
    }
    made.clear();
    ended.removeAll(expected);
    if (!ended.isEmpty()) {
      state.promisesEnded();
    }
  }

  private static Set<Task> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }
}
