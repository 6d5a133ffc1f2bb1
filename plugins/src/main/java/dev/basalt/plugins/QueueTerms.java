package dev.basalt.plugins;

import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.resource.ResourceSchema;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a queue's object says, by dimension: compiled once for each version of the object. */
public final class QueueTerms {
  /** What a resource that capability does not name is limited to. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** What is deserved of a resource that deserved does not name. */
  public static final long UNSTATED = -1;

  private final @Nullable QueueSpec source;
  private final long[] guarantee;
  private final long[] capability;
  private final long[] deserved;

  QueueTerms(@Nullable QueueSpec source, ResourceSchema schema) {
    this.source = source;
    ResourceList guarantees = source == null ? ResourceList.EMPTY : source.guarantee();
    ResourceList capabilities = source == null ? ResourceList.EMPTY : source.capability();
    guarantee = compile(guarantees, schema, 0);
    capability = compile(capabilities, schema, UNLIMITED);
    deserved = compile(source == null ? ResourceList.EMPTY : source.deserved(), schema, UNSTATED);
  }

  private static long[] compile(ResourceList list, ResourceSchema schema, long absent) {
    long[] amounts = new long[0];
    for (int i = 0; i < list.size(); i++) {
      int dimension = schema.intern(list.name(i));
      if (dimension >= amounts.length) {
        int former = amounts.length;
        amounts = Arrays.copyOf(amounts, dimension + 1);
        Arrays.fill(amounts, former, amounts.length, absent);
      }
      amounts[dimension] = list.amount(i);
    }
    return amounts;
  }

  /** Whether these terms are still what the queue's object says. */
  boolean from(@Nullable QueueSpec spec) {
    return Objects.equals(source, spec);
  }

  /** At least 1. */
  public int weight() {
    return source == null ? 1 : Math.max(1, source.weight());
  }

  public int priority() {
    return source == null ? 0 : source.priority();
  }

  public long guarantee(int dimension) {
    return dimension < guarantee.length ? guarantee[dimension] : 0;
  }

  /** The upper limit of a dimension, {@link #UNLIMITED} if there is none. */
  public long capability(int dimension) {
    return dimension < capability.length ? capability[dimension] : UNLIMITED;
  }

  /** The deserved amount of a dimension, {@link #UNSTATED} if it is not named. */
  public long deserved(int dimension) {
    return dimension < deserved.length ? deserved[dimension] : UNSTATED;
  }
}
