package dev.basalt.core.action;

import dev.basalt.core.event.DisruptionBudgetSpec;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.port.EvictionPreview.Objection;
import dev.basalt.core.port.EvictionPreview.Reason;
import dev.basalt.core.session.Session;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Says why nothing is evicted for a job: what speaks against the job itself, else what keeps each
 * pod that could be asked to leave. Cost: the bound pods; asked for by people only.
 */
final class Objections {
  private final Session session;
  private final EvictAction.Kind kind;
  private final Victims victims;

  Objections(Session session, EvictAction.Kind kind, long cooldownNanos) {
    this.session = session;
    this.kind = kind;
    this.victims = new Victims(session, kind, cooldownNanos);
  }

  Objection to(Job job) {
    Objection own = ofTheJob(job);
    return own != null ? own : ofThePods(job);
  }

  private @Nullable Objection ofTheJob(Job job) {
    Wait why = job.waiting();
    if (job.nominated()) {
      return new Objection(Reason.UNDER_WAY, "room is being made for it already");
    }
    if (why == null || job.pending().isEmpty()) {
      return new Objection(Reason.NOT_WAITING, "no pod of it waits for room");
    }
    Wait rule = ruleAgainst(job);
    if (rule != null) {
      return new Objection(
          Reason.OTHER_RULE,
          "it waits for %s, which evictions do not help against: %s"
              .formatted(rule.reason().code(), rule.message()));
    }
    if (!session.everEnoughRoom(job)) {
      return new Objection(Reason.NOT_ENOUGH, "the nodes could not take it if they were empty");
    }
    if (!kind.fromOthers() && !session.policy().starving(job)) {
      return new Objection(
          Reason.HAS_MINIMUM, "it has its minimum; preempt makes room for no more");
    }
    job.pending().sort(session.policy().taskOrder());
    Task first = Shortages.firstToPlace(job);
    if (first == null || !first.pod().preempts()) {
      return new Objection(Reason.NEVER_PREEMPTS, "its pods have preemptionPolicy Never");
    }
    if (kind.fromOthers() && !session.policy().evictions().mayClaim(job.queue(), first, true)) {
      return new Objection(
          Reason.SHARE,
          "queue " + job.queue().name() + " would have more than it deserves with one more pod");
    }
    return null;
  }

  private @Nullable Wait ruleAgainst(Job job) {
    Wait why = JobChecks.check(job);
    why = why != null ? why : session.policy().invalid(job);
    why = why != null ? why : session.policy().heldBack(job);
    Wait said = job.waiting();
    boolean another = why == null && said != null && !EvictAction.lacksRoom(said.reason());
    return another ? said : why;
  }

  private Objection ofThePods(Job job) {
    Task first = Shortages.firstToPlace(job);
    Map<Reason, Integer> counts = new EnumMap<>(Reason.class);
    Set<String> budgets = new TreeSet<>();
    Set<String> plugins = new TreeSet<>();
    int pods = 0;
    for (Task task : session.state().tasks()) {
      if (first != null && task.node() != Task.NO_NODE && victims.inScope(task, job)) {
        pods++;
        Reason reason = keeping(task, first, budgets, plugins);
        counts.merge(reason, 1, Integer::sum);
      }
    }
    String whose = kind.fromOthers() ? "of other queues" : "of queue " + job.queue().name();
    if (pods == 0) {
      return new Objection(Reason.NO_PODS, "no pods " + whose + " hold room");
    }
    Reason main = Reason.NOT_ENOUGH;
    StringJoiner parts = new StringJoiner(", ");
    for (Map.Entry<Reason, Integer> entry : counts.entrySet()) {
      if (!counts.containsKey(Reason.NOT_ENOUGH)
          && entry.getValue() > counts.getOrDefault(main, 0)) {
        main = entry.getKey();
      }
      parts.add(entry.getValue() + " " + words(entry.getKey(), job, budgets, plugins));
    }
    return new Objection(main, "of %d pods %s: %s".formatted(pods, whose, parts));
  }

  /** Why a pod stays. */
  private Reason keeping(Task task, Task first, Set<String> budgets, Set<String> plugins) {
    NodeTable nodes = session.nodes();
    if (!nodes.exists(task.node()) || !session.accepts(first.podClass(), task.node())) {
      return Reason.OTHER_NODES;
    }
    Reason own = victims.keptBy(task);
    if (own != null) {
      return own;
    }
    String plugin = victims.objector(first, task);
    if (plugin == null) {
      return Reason.NOT_ENOUGH;
    }
    if (plugin.equals("pdb")) {
      for (DisruptionBudgetSpec budget : task.namespace().budgets()) {
        if (budget.selector().matches(task.pod().labels())) {
          budgets.add(budget.key());
        }
      }
    }
    return switch (plugin) {
      case "pdb" -> Reason.BUDGETS;
      case "cdp" -> Reason.COOLDOWN;
      case "priority" -> Reason.PRIORITY;
      case "proportion", "capacity" -> Reason.SHARE;
      default -> {
        plugins.add(plugin);
        yield Reason.PROTECTED;
      }
    };
  }

  private String words(Reason reason, Job job, Set<String> budgets, Set<String> plugins) {
    return switch (reason) {
      case PRIORITY -> "of no lower priority than " + job.priority();
      case SHARE -> "of queues that hold no more than they deserve";
      case BUDGETS ->
          "without room in their disruption budgets (" + String.join(", ", budgets) + ")";
      case COOLDOWN -> "bound too lately";
      case NOT_PREEMPTABLE -> "not to be evicted by their own word or their queue's";
      case UNSETTLED -> "coming, going, or kept by a refused eviction";
      case PROTECTED -> "protected by " + String.join(", ", plugins);
      case OTHER_NODES -> "on nodes that do not match";
      case NOT_ENOUGH -> "could leave, but its minimum would not fit all the same";
      case NOT_WAITING, UNDER_WAY, OTHER_RULE, HAS_MINIMUM, NEVER_PREEMPTS, NO_PODS ->
          reason.code();
    };
  }
}
