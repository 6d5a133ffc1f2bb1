package dev.basalt.cluster.convert;

import dev.basalt.core.event.NodeAffinity;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.RunTime;
import dev.basalt.core.resource.ResourceList;

/** What the specs of one reader share. Owned by one thread. */
public final class Pools {
  private final Interner<String> strings = new Interner<>(65_536);
  private final Interner<PodShape> shapes = new Interner<>(16_384);
  private final Interner<ResourceList> amounts = new Interner<>(16_384);
  private final Interner<NodeAffinity> affinities = new Interner<>(4_096);

  private final Interner<RunTime> runTimes = new Interner<>(16_384);

  /** The one string that equals this one. */
  public String string(String value) {
    return value.isEmpty() ? "" : strings.intern(value);
  }

  RunTime runTime(RunTime value) {
    return runTimes.intern(value);
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
}
