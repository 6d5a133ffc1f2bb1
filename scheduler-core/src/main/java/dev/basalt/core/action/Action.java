package dev.basalt.core.action;

import dev.basalt.core.session.Session;
import java.util.List;

/** A step of a session. Stateless; called on the engine's thread. */
public interface Action {
  /** Takes the decisions of this step. Stops at a safe point when the session's budget is spent. */
  void run(Session session);

  /**
   * The actions of a configuration.
   *
   * @param names validated names, in order
   * @throws IllegalArgumentException if a name is unknown
   */
  static List<Action> named(List<String> names) {
    boolean gated = names.contains("enqueue");
    return names.stream()
        .map(name ->
            switch (name) {
              case "enqueue" -> new EnqueueAction();
              case "allocate" -> new AllocateAction(gated);
              case "backfill" -> new BackfillAction();
              default -> throw new IllegalArgumentException("no action " + name);
            })
        .toList();
  }
}
