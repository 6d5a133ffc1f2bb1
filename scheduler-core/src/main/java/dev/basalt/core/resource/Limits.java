package dev.basalt.core.resource;

/**
 * Upper limits, compiled to a schema's dimensions: sparse, immutable. Unlike in a {@link Request} a
 * zero counts: nothing at all of that resource is allowed.
 */
public final class Limits {
  private final int[] dimensions;
  private final long[] amounts;

  /** Compiles amounts by name; a resource not named is not limited. */
  public Limits(ResourceSchema schema, ResourceList list) {
    dimensions = new int[list.size()];
    amounts = new long[list.size()];
    for (int i = 0; i < list.size(); i++) {
      dimensions[i] = schema.intern(list.name(i));
      amounts[i] = list.amount(i);
    }
  }

  /** The number of dimensions limited. */
  public int size() {
    return dimensions.length;
  }

  public int dimension(int index) {
    return dimensions[index];
  }

  /** The limit at an index, at least 0. */
  public long amount(int index) {
    return amounts[index];
  }

  /**
   * The index of the first limit that a request beside what is held would exceed, -1 if there is
   * none. A limit of something that is not asked for is not exceeded, however much is held.
   */
  public int exceededBy(ResourceVector held, Request more) {
    for (int i = 0; i < dimensions.length; i++) {
      long asked = more.amountOf(dimensions[i]);
      if (asked > 0 && asked > amounts[i] - held.get(dimensions[i])) {
        return i;
      }
    }
    return -1;
  }
}
