package dev.basalt.core.model;

import dev.basalt.core.event.DisruptionBudgetSpec;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.resource.Limits;
import dev.basalt.core.resource.ResourceVector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A namespace in the engine, with the sums that quotas are held against, kept up to date by {@link
 * ClusterState}. One that pods name but that was not told of is here too, without a spec.
 */
public final class Namespace {
  private final int id;
  private final String name;
  @Nullable NamespaceSpec spec;
  @Nullable Limits quota;

  /** What its pending tasks ask for by queue, null without a quota. */
  @Nullable QueueDemand demand;

  private final ResourceVector held = new ResourceVector();
  private final ResourceVector inqueue = new ResourceVector();

  /** Its native quotas; mostly none. */
  final List<NativeQuota> resourceQuotas = new ArrayList<>(0);

  final List<DisruptionBudgetSpec> budgets = new ArrayList<>(0);

  /** The jobs that wait for its pods to hold less, or for another quota. */
  final ParkingLot.Line line = new ParkingLot.Line((PodClass) null);

  /** Whether pods of its native quotas ended a moment ago. */
  boolean settling;

  /** Whether its jobs that wait are to be looked at in the next session. */
  boolean eased;

  /** Whether what is said of those that go on waiting has old numbers, and since when. */
  boolean stale;

  long wordedNanos = Long.MIN_VALUE / 2;

  Namespace(int id, String name) {
    this.id = id;
    this.name = name;
  }

  /** Dense, from 0; never used again for another name. */
  public int id() {
    return id;
  }

  public String name() {
    return name;
  }

  /** The object, null if none of that name was told of. */
  public @Nullable NamespaceSpec spec() {
    return spec;
  }

  /** The most that its pods may hold, null without a quota. */
  public @Nullable Limits quota() {
    return quota;
  }

  /**
   * What its pods hold or were promised, those of other schedulers included: from the moment that
   * they are placed (others: bound) until they end.
   */
  public ResourceVector held() {
    return held;
  }

  /** What admitted groups may still claim of their minResources beyond what their tasks hold. */
  public ResourceVector inqueue() {
    return inqueue;
  }

  /** Its native quotas, all of which must have room; not to be changed. */
  public List<NativeQuota> resourceQuotas() {
    return resourceQuotas;
  }

  /** The disruption budgets of its pods; not to be changed. */
  public List<DisruptionBudgetSpec> budgets() {
    return budgets;
  }

  /** Counts anew what a group was promised of the native quotas. */
  void count(Job job) {
    for (int i = 0; i < resourceQuotas.size(); i++) {
      resourceQuotas.get(i).count(job);
    }
  }

  /** Its weight among the users of a queue, above 0. */
  public double fairShareWeight() {
    return spec == null ? 1 : spec.fairShareWeight();
  }

  @Override
  public String toString() {
    return name;
  }
}
