package dev.basalt.controllers.group;

import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.cluster.informer.SlimInformer;
import dev.basalt.controllers.runtime.Mirror;
import dev.basalt.core.port.Clock;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/** All PodGroups, watched once for several controllers. */
public final class GroupWatch {
  private static final int PAGE = 500;

  private final Mirror<PodGroup, GroupRecord> groups;
  private final List<Mirror.Listener<GroupRecord>> listeners = new CopyOnWriteArrayList<>();

  /**
   * A watch that knows nothing until started.
   *
   * @param executor runs the work of the informer
   */
  public GroupWatch(KubernetesClient client, Clock clock, Executor executor) {
    groups =
        new Mirror<>(
            client,
            new SlimInformer.Selection<>(PodGroup.class, PodGroup::new, null, PAGE),
            GroupRecord::read,
            (key, group) -> group.bucket(),
            clock,
            executor);
  }

  /** Is told of changes; to be called before the start. */
  public void listen(Mirror.Listener<GroupRecord> listener) {
    listeners.add(listener);
  }

  /** Begins to watch. */
  public void start() {
    groups.start((key, before, after) ->
        listeners.forEach(listener -> listener.changed(key, before, after)));
  }

  /** The groups; those made for a workload are found by its bucket. */
  public Mirror<PodGroup, GroupRecord> groups() {
    return groups;
  }
}
