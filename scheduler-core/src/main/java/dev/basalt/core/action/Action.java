package dev.basalt.core.action;

import dev.basalt.core.action.EvictAction.Kind;
import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.model.Job;
import dev.basalt.core.port.EvictionPreview;
import dev.basalt.core.resource.Durations;
import dev.basalt.core.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
      long cooldown = cooldown(configuration, kind.actionName());
      previews.add(new EvictAction(kind, cooldown).preview(session, job));
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
              case "preempt" -> new EvictAction(Kind.PREEMPT, cooldown(configuration, name));
              case "reclaim" -> new EvictAction(Kind.RECLAIM, cooldown(configuration, name));
              case "backfill" -> new BackfillAction();
              default -> throw new IllegalArgumentException("no action " + name);
            })
        .toList();
  }

  /** How long an action leaves a pod alone after it was bound, nanoseconds. */
  private static long cooldown(SchedulerConfiguration configuration, String action) {
    return duration(configuration, action, "cooldown", "10s");
  }

  /** How long a group that was let in holds promised room without any pod, nanoseconds. */
  static long inqueueTimeoutNanos(SchedulerConfiguration configuration) {
    return duration(configuration, "enqueue", "inqueueTimeout", "10m");
  }

  private static long duration(
      SchedulerConfiguration configuration, String action, String argument, String fallback) {
    Map<String, Object> arguments = configuration.actionArguments().getOrDefault(action, Map.of());
    return Durations.parseNanos(String.valueOf(arguments.getOrDefault(argument, fallback)));
  }
}
