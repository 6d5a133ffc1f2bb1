package dev.basalt.cluster.convert;

import dev.basalt.core.event.NodeAffinity;
import dev.basalt.core.event.PodAffinity;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.RunTime;
import dev.basalt.core.event.UserSource;
import dev.basalt.core.resource.ResourceList;
import java.util.Map;

/** What the specs of one reader share, and where it reads users from. Owned by one thread. */
public final class Pools {
  private final UserSource user;
  private final Interner<String> strings = new Interner<>(65_536);
  private final Interner<PodShape> shapes = new Interner<>(16_384);
  private final Interner<ResourceList> amounts = new Interner<>(16_384);
  private final Interner<NodeAffinity> affinities = new Interner<>(4_096);
  private final Interner<PodAffinity> podAffinities = new Interner<>(4_096);
  private final Interner<Map<String, String>> labels = new Interner<>(16_384);

  /** For a reader that takes users from their usual annotation. */
  public Pools() {
    this(UserSource.USER_ANNOTATION);
  }

  /**
   * For a reader that takes users from elsewhere.
   *
   * @param user a label or an annotation
   */
  public Pools(UserSource user) {
    this.user = user;
  }

  /** The label or annotation that says whose a pod is. */
  public UserSource user() {
    return user;
  }

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

  PodAffinity podAffinity(PodAffinity value) {
    return podAffinities.intern(value);
  }

  /** The one map that equals this one; it may be changed afterwards. */
  Map<String, String> labels(Map<String, String> value) {
    return value.isEmpty() ? Map.of() : labels.intern(Map.copyOf(value));
  }
}
