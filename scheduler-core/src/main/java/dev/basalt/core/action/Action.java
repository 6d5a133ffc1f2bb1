package dev.basalt.core.action;

import dev.basalt.core.action.EvictAction.Kind;
import dev.basalt.core.config.ActionArgument;
import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.model.Job;
import dev.basalt.core.port.EvictionPreview;
import dev.basalt.core.resource.Durations;
import dev.basalt.core.session.Session;
import java.util.ArrayList;
import java.util.List;

/** A step of a session. Stateless; called on the engine's thread. */
public interface Action {
  /** Takes the decisions of this step. Stops at a safe point when the session's budget is spent. */
  void run(Session session);

  /**
   * What preempt and reclaim would each do for a job if its turn came now, whether they are
   * configured or not. Changes nothing. Cost: that of a plan, and the bound pods once.
   */
  static List<EvictionPreview> preview(Session session, Job job) {
    SchedulerConfiguration configuration = session.policy().configuration();
    List<EvictionPreview> previews = new ArrayList<>();
    for (Kind kind : List.of(Kind.PREEMPT, Kind.RECLAIM)) {
      previews.add(evicting(kind, configuration).preview(session, job));
    }
    return List.copyOf(previews);
  }

  /**
   * The actions of a configuration, in order.
   *
   * @throws IllegalArgumentException if a name is unknown or an argument invalid
   */
  static List<Action> of(SchedulerConfiguration configuration) {
    boolean gated = configuration.actions().contains("enqueue");
    return configuration.actions().stream()
        .map(name ->
            switch (name) {
              case "enqueue" -> new EnqueueAction();
              case "allocate" -> new AllocateAction(gated);
              case "preempt" -> evicting(Kind.PREEMPT, configuration);
              case "reclaim" -> evicting(Kind.RECLAIM, configuration);
              case "backfill" -> new BackfillAction();
              default -> throw new IllegalArgumentException("no action " + name);
            })
        .toList();
  }

  private static EvictAction evicting(Kind kind, SchedulerConfiguration configuration) {
    ActionArgument cooldown =
        kind == Kind.PREEMPT ? ActionArgument.PREEMPT_COOLDOWN : ActionArgument.RECLAIM_COOLDOWN;
    return new EvictAction(kind, nanos(configuration, cooldown));
  }

  /** How long a group that was let in holds promised room without any pod, nanoseconds. */
  static long inqueueTimeoutNanos(SchedulerConfiguration configuration) {
    return nanos(configuration, ActionArgument.INQUEUE_TIMEOUT);
  }

  private static long nanos(SchedulerConfiguration configuration, ActionArgument argument) {
    return Durations.parseNanos(argument.text(configuration));
  }
}
