package dev.basalt.bench.decisions;

import dev.basalt.core.config.ConfigurationException;
import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Task;
import dev.basalt.core.port.Binding;
import dev.basalt.core.port.Clock;
import dev.basalt.core.port.Eviction;
import dev.basalt.core.session.Policy;
import dev.basalt.core.session.Session;
import dev.basalt.core.session.SessionFactory;
import dev.basalt.core.session.Statement;
import dev.basalt.core.spi.PluginFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * Pods of one class that come and go on nodes that are half full. A cycle takes one pod off its
 * node, chosen by chance, and places it anew through a statement: queue's check, best node,
 * allocation with all listeners, commit. The release is the refusal of its binding, which is the
 * shortest way by which a pod leaves a node.
 */
final class Cycles {
  private final ClusterState state = new ClusterState(Set.of("basalt"), "queue-0", 0);
  private final SessionFactory sessions;
  private final List<Task> tasks = new ArrayList<>();
  private final Session.Outbox outbox =
      new Session.Outbox() {
        @Override
        public void bind(Binding binding) {
          sent++;
        }

        @Override
        public void evict(Eviction eviction) {
          throw new IllegalStateException("nothing is to be evicted here: " + eviction);
        }
      };
  private long sent;
  private long random = 0x9E3779B97F4A7C15L;

  /** Nodes with 16 pods each, which fill half of them. */
  Cycles(int nodes) {
    BatchWorkload workload = new BatchWorkload(nodes, 1);
    workload.cluster().forEach(this::take);
    int pods = 16 * nodes;
    BatchWorkload.gang(
            "cycling", pods, "queue-0", BatchWorkload.smallShape(), BatchWorkload.CREATED_MILLIS)
        .forEach(this::take);
    List<PluginFactory> plugins =
        ServiceLoader.load(PluginFactory.class).stream().map(ServiceLoader.Provider::get).toList();
    try {
      sessions =
          new SessionFactory(
              state,
              Policy.of(SchedulerConfiguration.standard(), plugins),
              Clock.system(),
              Long.MAX_VALUE);
    } catch (ConfigurationException e) {
      throw new AssertionError("the standard configuration is invalid", e);
    }
    tasks.addAll(state.tasks());
    inSession(session -> tasks.forEach(task -> place(session, task)));
  }

  /** Runs something within a session, as an action. */
  void inSession(java.util.function.Consumer<Session> action) {
    sessions.run("bench", outbox, action);
  }

  /** Releases a pod and places it anew. */
  void cycle(Session session) {
    random ^= random << 13;
    random ^= random >>> 7;
    random ^= random << 17;
    Task task = tasks.get((int) ((random >>> 1) % tasks.size()));
    state.reports().bindingRefused(task.uid(), 0);
    place(session, task);
  }

  /** Bindings that statements have sent so far. */
  long sent() {
    return sent;
  }

  private void place(Session session, Task task) {
    if (session.policy().unallocatable(session.queues().getFirst(), task) != null) {
      throw new IllegalStateException("the queue is full");
    }
    int node = session.bestNode(task, true);
    Statement statement = session.statement();
    statement.allocate(task, node);
    statement.commit();
  }

  private void take(ClusterEvent event) {
    switch (event) {
      case ClusterEvent.NodeChanged(var node) -> state.reports().nodeChanged(node);
      case ClusterEvent.QueueChanged(var queue) -> state.reports().queueChanged(queue);
      case ClusterEvent.PodGroupChanged(var group) -> state.reports().groupChanged(group);
      case ClusterEvent.PodChanged(var pod) -> state.reports().podChanged(pod, 0);
      default -> throw new IllegalArgumentException("not for this benchmark: " + event);
    }
  }
}
