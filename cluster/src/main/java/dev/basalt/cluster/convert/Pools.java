package dev.basalt.cluster.convert;

import dev.basalt.core.event.NodeAffinity;
import dev.basalt.core.event.PodAffinity;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.resource.ResourceList;
import java.util.Map;

/** What the specs of one reader share. Owned by one thread. */
public final class Pools {
  private final Interner<String> strings = new Interner<>(65_536);
  private final Interner<PodShape> shapes = new Interner<>(16_384);
  private final Interner<ResourceList> amounts = new Interner<>(16_384);
  private final Interner<NodeAffinity> affinities = new Interner<>(4_096);
  private final Interner<PodAffinity> podAffinities = new Interner<>(4_096);
  private final Interner<Map<String, String>> labels = new Interner<>(16_384);

  /** The one string that equals this one. */
  public String string(String value) {
    return value.isEmpty() ? "" : strings.intern(value);
  }

  PodShape shape(PodShape value) {
    return shapes.intern(value);
  }

  ResourceList amounts(ResourceList value) {
    return amounts.intern(value);
  }

  NodeAffinity affinity(NodeAffinity value) {
    return affinities.intern(value);
  }

  PodAffinity podAffinity(PodAffinity value) {
    return podAffinities.intern(value);
  }

  /** The one map that equals this one; it may be changed afterwards. */
  Map<String, String> labels(Map<String, String> value) {
    return value.isEmpty() ? Map.of() : labels.intern(Map.copyOf(value));
  }
}
