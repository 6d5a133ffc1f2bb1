package dev.basalt.core.resource;

/**
 * What one pod asks for, compiled to a schema's dimensions: sparse, without zeros, immutable.
 *
 * <p>Every request holds one of {@link ResourceSchema#PODS}.
 *
 * <p>Amounts that nobody could have meant are cut to what is still more than any node has: a sum
 * over tens of thousands of them stays within a {@code long}, so that one absurd pod harms nobody
 * who is counted with it.
 */
public final class Request {
  /** 256 TiB, or as many milli-cores. */
  static final long MOST_OF_POD = 1L << 48;

  /** The sum of a hundred thousand large pods is below it. */
  static final long MOST_OF_GROUP = 1L << 55;

  private final int[] dimensions;
  private final long[] amounts;

  private Request(int[] dimensions, long[] amounts) {
    this.dimensions = dimensions;
    this.amounts = amounts;
  }

  /** Compiles a pod's requests; the pod slot is added. */
  public static Request ofPod(ResourceSchema schema, ResourceList requests) {
    return compile(schema, requests, 1, MOST_OF_POD);
  }

  /** Compiles amounts that belong to no pod (a PodGroup's minResources); nothing is added. */
  public static Request of(ResourceSchema schema, ResourceList amounts) {
    return compile(schema, amounts, 0, MOST_OF_GROUP);
  }

  private static Request compile(
      ResourceSchema schema, ResourceList list, long podSlots, long most) {
    long pods = Math.min(most, Math.max(podSlots, list.get(ResourceSchema.PODS_NAME)));
    int count = pods > 0 ? 1 : 0;
    for (int i = 0; i < list.size(); i++) {
      if (list.amount(i) > 0 && !list.name(i).equals(ResourceSchema.PODS_NAME)) {
        count++;
      }
    }
    int[] dimensions = new int[count];
    long[] amounts = new long[count];
    int next = 0;
    for (int i = 0; i < list.size(); i++) {
      if (list.amount(i) > 0 && !list.name(i).equals(ResourceSchema.PODS_NAME)) {
        dimensions[next] = schema.intern(list.name(i));
        amounts[next++] = Math.min(most, list.amount(i));
      }
    }
    if (pods > 0) {
      dimensions[next] = ResourceSchema.PODS;
      amounts[next] = pods;
    }
    return new Request(dimensions, amounts);
  }

  /** The number of dimensions asked for. */
  public int size() {
    return dimensions.length;
  }

  public int dimension(int index) {
    return dimensions[index];
  }

  /** The amount at an index, above 0. */
  public long amount(int index) {
    return amounts[index];
  }

  /** The amount of a dimension, 0 if it is not asked for. */
  public long amountOf(int dimension) {
    for (int i = 0; i < dimensions.length; i++) {
      if (dimensions[i] == dimension) {
        return amounts[i];
      }
    }
    return 0;
  }

  /** Whether nothing but a pod slot is asked for. */
  public boolean isBestEffort() {
    return dimensions.length == 0
        || (dimensions.length == 1 && dimensions[0] == ResourceSchema.PODS);
  }
}
