package dev.basalt.sim;

import dev.basalt.core.engine.EngineListener;
import dev.basalt.core.engine.SessionReport;
import dev.basalt.core.port.EvictionPlan;
import java.util.ArrayList;
import java.util.List;

/** Remembers what an engine reports. */
public final class SchedulerLog implements EngineListener {
  private final List<String> refusals = new ArrayList<>();
  private final List<String> evictedGangs = new ArrayList<>();
  private final List<EvictionPlan> plans = new ArrayList<>();
  private long evictions;
  private int sessions;
  private int decidingSessions;

  @Override
  public void sessionClosed(SessionReport report) {
    sessions++;
    evictions += report.evictions();
    decidingSessions += report.bindings() + report.evictions() > 0 ? 1 : 0;
  }

  @Override
  public void refused(String podUid, String reason, String message) {
    refusals.add(podUid + " " + reason + ": " + message);
  }

  @Override
  public void gangEvicted(String job, int pods) {
    evictedGangs.add(job);
  }

  @Override
  public void planned(EvictionPlan plan) {
    plans.add(plan);
  }

  /** For whom pods were evicted, oldest first. */
  public List<EvictionPlan> plans() {
    return List.copyOf(plans);
  }

  /** Evictions sent. */
  public long evictions() {
    return evictions;
  }

  /** Refused bindings, oldest first. */
  public List<String> refusals() {
    return List.copyOf(refusals);
  }

  /** Gangs evicted because they stayed part-bound, oldest first. */
  public List<String> evictedGangs() {
    return List.copyOf(evictedGangs);
  }

  public int sessions() {
    return sessions;
  }

  /** Sessions that sent a binding or an eviction. */
  public int decidingSessions() {
    return decidingSessions;
  }
}
