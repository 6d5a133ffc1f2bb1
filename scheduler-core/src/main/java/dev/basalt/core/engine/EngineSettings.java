package dev.basalt.core.engine;

import dev.basalt.core.model.ZoneScope;
import java.time.Duration;
import java.util.Set;

/**
 * How an engine works, apart from its configuration of plugins.
 *
 * @param schedulerNames pods that name one of these are ours
 * @param defaultQueue the queue of jobs that name none
 * @param schedulePeriod a session runs at least this often while something waits
 * @param debounce how long an event waits for others before a session runs
 * @param sessionBudget a session that takes longer stops at the next safe point, takes events in
 *     and goes on
 * @param releaseDelay how long the room of a pod that ended stays taken, until its node has really
 *     released it; doubled for a node each time it rejects a pod for lack of room
 * @param gangCompletionTimeout a gang that stays part-bound for longer is evicted whole
 * @param volumeBindTimeout pods whose volumes are not bound within this are placed anew
 * @param zones the zones that are served
 */
public record EngineSettings(
    Set<String> schedulerNames,
    String defaultQueue,
    Duration schedulePeriod,
    Duration debounce,
    Duration sessionBudget,
    Duration releaseDelay,
    Duration gangCompletionTimeout,
    Duration volumeBindTimeout,
    ZoneScope zones) {

  public EngineSettings {
    schedulerNames = Set.copyOf(schedulerNames);
  }

  /** The defaults, for pods that name {@code basalt} or {@code volcano}. */
  public static EngineSettings standard() {
    return new EngineSettings(
        Set.of("basalt", "volcano"),
        "default",
        Duration.ofSeconds(1),
        Duration.ofMillis(2),
        Duration.ofMillis(20),
        Duration.ofSeconds(1),
        Duration.ofSeconds(60),
        Duration.ofMinutes(10),
        ZoneScope.ALL);
  }

  public EngineSettings withSchedulerNames(Set<String> names) {
    return new EngineSettings(
        names,
        defaultQueue,
        schedulePeriod,
        debounce,
        sessionBudget,
        releaseDelay,
        gangCompletionTimeout,
        volumeBindTimeout,
        zones);
  }

  public EngineSettings withSchedulePeriod(Duration period) {
    return new EngineSettings(
        schedulerNames,
        defaultQueue,
        period,
        debounce,
        sessionBudget,
        releaseDelay,
        gangCompletionTimeout,
        volumeBindTimeout,
        zones);
  }

  public EngineSettings withReleaseDelay(Duration delay) {
    return new EngineSettings(
        schedulerNames,
        defaultQueue,
        schedulePeriod,
        debounce,
        sessionBudget,
        delay,
        gangCompletionTimeout,
        volumeBindTimeout,
        zones);
  }

  public EngineSettings withGangCompletionTimeout(Duration timeout) {
    return new EngineSettings(
        schedulerNames,
        defaultQueue,
        schedulePeriod,
        debounce,
        sessionBudget,
        releaseDelay,
        timeout,
        volumeBindTimeout,
        zones);
  }

  public EngineSettings withVolumeBindTimeout(Duration timeout) {
    return new EngineSettings(
        schedulerNames,
        defaultQueue,
        schedulePeriod,
        debounce,
        sessionBudget,
        releaseDelay,
        gangCompletionTimeout,
        timeout,
        zones);
  }

  /** The same for a scheduler of some zones. */
  public EngineSettings withZones(ZoneScope scope) {
    return new EngineSettings(
        schedulerNames,
        defaultQueue,
        schedulePeriod,
        debounce,
        sessionBudget,
        releaseDelay,
        gangCompletionTimeout,
        volumeBindTimeout,
        scope);
  }
}
