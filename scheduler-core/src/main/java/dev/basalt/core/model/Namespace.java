package dev.basalt.core.model;

import dev.basalt.core.event.NamespaceSpec;
import org.jspecify.annotations.Nullable;

/**
 * A namespace in the engine. One that pods name but that was not told of is here too, without a
 * spec. Read by plugins, changed only by {@link ClusterState}.
 */
public final class Namespace {
  private final int id;
  private final String name;
  @Nullable NamespaceSpec spec;

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

  /** Its weight among the users of a queue, above 0. */
  public double fairShareWeight() {
    return spec == null ? 1 : spec.fairShareWeight();
  }

  @Override
  public String toString() {
    return name;
  }
}
