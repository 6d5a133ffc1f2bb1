package dev.basalt.core.session;

import dev.basalt.core.config.ActionArgument;
import dev.basalt.core.config.ConfigurationException;
import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.QueueUser;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.spi.Admission;
import dev.basalt.core.spi.JobEnqueueable;
import dev.basalt.core.spi.JobPipelined;
import dev.basalt.core.spi.JobStarving;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.core.spi.SessionView;
import dev.basalt.core.spi.TargetExclusion;
import dev.basalt.core.spi.Vote;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configured plugins as one: answers every question of an action by the tier rules, which are
 * Volcano's. One policy lives as long as its configuration.
 *
 * <ul>
 *   <li>Orders: the first answer other than 0 decides, then age, then UID.
 *   <li>Votes (enqueueable, pipelined): a rejection decides; a permission decides within its tier;
 *       without either the answer is yes.
 *   <li>Starving: all plugins of the first tier that has any. Ready and allocatable: all. Overused:
 *       any. Scores: the sum.
 * </ul>
 */
public final class Policy {
  private final SchedulerConfiguration configuration;
  private final List<Plugin> plugins;
  private final HookTable hooks;
  private final List<String> notices;
  private final boolean evicts;
  private final Comparator<Task> taskOrder = this::compareTasks;

  private Policy(SchedulerConfiguration configuration, PluginSet made) {
    this.configuration = configuration;
    this.plugins = made.plugins();
    this.hooks = made.hooks();
    this.notices = made.notices();
    this.evicts =
        configuration.actions().contains("preempt") || configuration.actions().contains("reclaim");
  }

  /**
   * Makes the plugins that a configuration names.
   *
   * @throws ConfigurationException if it names one that is not there, or an argument is invalid
   */
  public static Policy of(SchedulerConfiguration configuration, List<PluginFactory> factories)
      throws ConfigurationException {
    return new Policy(configuration, PluginSet.of(configuration, factories));
  }

  /** What of the configuration was accepted without effect. */
  public List<String> notices() {
    return notices;
  }

  public SchedulerConfiguration configuration() {
    return configuration;
  }

  List<Plugin> plugins() {
    return plugins;
  }

  HookTable hooks() {
    return hooks;
  }

  /** The exclusion of nodes with bindings in flight, null if none is configured. */
  @Nullable TargetExclusion exclusion() {
    return hooks.exclusions.isEmpty() ? null : hooks.exclusions.getFirst();
  }

  /** Which queue is served first: ties go to the older queue, then to the lower name. */
  public int compareQueues(Queue first, Queue second) {
    for (int i = 0; i < hooks.queueOrders.size(); i++) {
      int order = hooks.queueOrders.get(i).compare(first, second);
      if (order != 0) {
        return order;
      }
    }
    int byAge = Long.compare(createdMillis(first), createdMillis(second));
    return byAge != 0 ? byAge : first.name().compareTo(second.name());
  }

  /** Which job of a queue is tried first. That of jobs of one user rests on these jobs alone. */
  public int compareJobs(Job first, Job second) {
    return compareJobs(first, second, false);
  }

  /** Which job of a queue is let in first: what was promised to users counts as held. */
  public int compareJobsToLetIn(Job first, Job second) {
    return compareJobs(first, second, true);
  }

  /** Whether the users of a queue are in an order; else all stand alike. */
  public boolean ordersUsers() {
    return hooks.userOrder != null;
  }

  /** Which user of a queue is served first, 0 for users who stand alike. */
  public int compareUsers(QueueUser first, QueueUser second) {
    return hooks.userOrder == null ? 0 : hooks.userOrder.compare(first, second, false);
  }

  /** What the order of users goes by: the lower the sooner; 0 where there is none. */
  public double share(QueueUser user) {
    return hooks.userOrder == null ? 0 : hooks.userOrder.share(user);
  }

  private int compareJobs(Job first, Job second, boolean promisesToo) {
    int before = hooks.userOrder == null ? 0 : hooks.jobOrdersBeforeUsers;
    int order = compareJobs(first, second, 0, before);
    if (order == 0 && hooks.userOrder != null && first.user() != second.user()) {
      order = hooks.userOrder.compare(first.user(), second.user(), promisesToo);
    }
    order = order != 0 ? order : compareJobs(first, second, before, hooks.jobOrders.size());
    if (order != 0) {
      return order;
    }
    int byAge = Long.compare(first.createdMillis(), second.createdMillis());
    return byAge != 0 ? byAge : first.uid().compareTo(second.uid());
  }

  private int compareJobs(Job first, Job second, int from, int to) {
    for (int i = from; i < to; i++) {
      int order = hooks.jobOrders.get(i).compare(first, second);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /**
   * Which task of a job is placed first: ties go to the lower number in the pod's name, then age.
   */
  public Comparator<Task> taskOrder() {
    return taskOrder;
  }

  private int compareTasks(Task first, Task second) {
    for (int i = 0; i < hooks.taskOrders.size(); i++) {
      int order = hooks.taskOrders.get(i).compare(first, second);
      if (order != 0) {
        return order;
      }
    }
    int byOrdinal = Integer.compare(first.ordinal(), second.ordinal());
    if (byOrdinal != 0) {
      return byOrdinal;
    }
    int byAge = Long.compare(first.pod().createdMillis(), second.pod().createdMillis());
    return byAge != 0 ? byAge : first.uid().compareTo(second.uid());
  }

  /** Null if a job is worth trying, else why it waits. */
  public @Nullable Wait invalid(Job job) {
    for (int i = 0; i < hooks.valids.size(); i++) {
      Wait why = hooks.valids.get(i).check(job);
      if (why != null) {
        return why;
      }
    }
    return null;
  }

  /** Whether what is placed of a job may be bound. */
  public boolean ready(Job job) {
    for (int i = 0; i < hooks.readies.size(); i++) {
      if (!hooks.readies.get(i).ready(job)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a job may keep room that it was promised. */
  public boolean pipelined(Job job) {
    for (List<JobPipelined> tier : hooks.pipelineds) {
      boolean permitted = false;
      for (JobPipelined pipelined : tier) {
        Vote vote = pipelined.vote(job);
        if (vote == Vote.REJECT) {
          return false;
        }
        permitted |= vote == Vote.PERMIT;
      }
      if (permitted) {
        return true;
      }
    }
    return true;
  }

  /** Whether a job lacks pods that it needs. */
  public boolean starving(Job job) {
    for (List<JobStarving> tier : hooks.starvings) {
      if (!tier.isEmpty()) {
        return tier.stream().allMatch(function -> function.starving(job));
      }
    }
    return false;
  }

  /** Whether a job may be let in. */
  public Admission enqueueable(Job job) {
    for (List<JobEnqueueable> tier : hooks.enqueueables) {
      boolean permitted = false;
      for (JobEnqueueable enqueueable : tier) {
        Admission admission = enqueueable.vote(job);
        if (admission.vote() == Vote.REJECT) {
          return admission;
        }
        permitted |= admission.vote() == Vote.PERMIT;
      }
      if (permitted) {
        return Admission.PERMIT;
      }
    }
    return Admission.PERMIT;
  }

  /** Tells the plugins that a job was let in. */
  public void enqueued(Job job) {
    hooks.enqueueds.forEach(function -> function.enqueued(job));
  }

  /** Null if a queue may get more, else why its jobs wait. */
  public @Nullable Wait overused(Queue queue) {
    for (int i = 0; i < hooks.overuseds.size(); i++) {
      Wait why = hooks.overuseds.get(i).check(queue);
      if (why != null) {
        return why;
      }
    }
    return null;
  }

  /** Null if a queue may take one more task, else why it waits. */
  public @Nullable Wait unallocatable(Queue queue, Task task) {
    for (int i = 0; i < hooks.allocatables.size(); i++) {
      Wait why = hooks.allocatables.get(i).check(queue, task);
      if (why != null) {
        return why;
      }
    }
    return null;
  }

  /** Null if its namespace lets a job be tried, else why it waits. */
  public @Nullable Wait heldBack(Job job) {
    for (int i = 0; i < hooks.limits.size(); i++) {
      Wait why = hooks.limits.get(i).check(job);
      if (why != null) {
        return why;
      }
    }
    return null;
  }

  /** Null if its namespace lets one more task be placed, else why it waits. */
  public @Nullable Wait heldBack(Task task) {
    for (int i = 0; i < hooks.limits.size(); i++) {
      Wait why = hooks.limits.get(i).check(task);
      if (why != null) {
        return why;
      }
    }
    return null;
  }

  /** Null if nothing speaks against a task by itself, else why it waits. */
  public @Nullable Wait unready(Task task) {
    for (int i = 0; i < hooks.taskChecks.size(); i++) {
      Wait why = hooks.taskChecks.get(i).check(task);
      if (why != null) {
        return why;
      }
    }
    return null;
  }

  /** Whether the volumes of pods are bound before the pods. */
  boolean bindsVolumes() {
    return hooks.bindsVolumes;
  }

  /** What may be evicted for whom. */
  public EvictionPolicy evictions() {
    return hooks.evictions;
  }

  /** Whether room is to be kept for a job even where nothing tells when there is enough. */
  boolean overdue(Job job, SessionView session) {
    for (int i = 0; i < hooks.overdues.size(); i++) {
      if (hooks.overdues.get(i).overdue(job, session)) {
        return true;
      }
    }
    return false;
  }

  /** For how many jobs of each queue room is kept. */
  int reservationsPerQueue() {
    return configuration.actions().contains("backfill")
        ? Integer.parseInt(ActionArgument.RESERVATIONS.text(configuration))
        : 0;
  }

  /** Whether earlier pods of a template tell how long later ones run. */
  boolean learnsRunTimes() {
    return Boolean.parseBoolean(ActionArgument.LEARN_RUN_TIMES.text(configuration));
  }

  /** Whether an action evicts pods. */
  boolean evicts() {
    return evicts;
  }

  /** What a queue deserves of a dimension, -1 if no plugin computes shares. */
  public long deserved(Queue queue, int dimension) {
    return hooks.shares.isEmpty() ? -1 : hooks.shares.getFirst().deserved(queue, dimension);
  }

  private static long createdMillis(Queue queue) {
    return queue.spec() == null ? Long.MAX_VALUE : queue.spec().createdMillis();
  }
}
