package dev.basalt.core.model;

import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.peers.PeerBook;
import dev.basalt.core.peers.PeerBook.Meaning;
import dev.basalt.core.peers.Peers;
import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The class of each pod, under dense ids. Pods that have nothing to do with others share the class
 * of their shape, whatever their labels.
 *
 * <p>Classes are let go once no pod of them is left, though not at once: the next one is often like
 * the last. Their ids are used again.
 */
final class PodClasses {
  private static final int MOST_UNUSED = 256;
  private static final int FEW_LEAVING = 64;

  /** So many shapes are kept in mind for jobs of other zones than their pods name. */
  private static final int MOST_PLACED = 4096;

  /** A job's zone and the reserved zones that it may use; null for what it does not say. */
  private record Where(@Nullable String zone, @Nullable List<String> enters) {}

  private record Key(PodShape shape, Meaning meaning) {}

  /** A class, and how many pods have it. */
  private static final class Kept {
    final PodClass podClass;
    final Meaning meaning;
    int pods;

    Kept(PodClass podClass, Meaning meaning) {
      this.podClass = podClass;
      this.meaning = meaning;
    }
  }

  private final ResourceSchema schema;
  private final PeerBook peers;
  private final Runnable meanings;
  private final Consumer<PodClass> gone;
  private final Map<Where, Map<PodShape, PodShape>> byZone = new HashMap<>();
  private final Map<PodShape, Kept> plain = new HashMap<>();
  private final Map<Key, Kept> related = new HashMap<>();
  private final PerClass<Kept> kept = new PerClass<>();
  private final Set<Kept> unused = new LinkedHashSet<>();
  private final IdPool ids = new IdPool();
  private final List<Task> leaving = new ArrayList<>();
  private int sweepAt = FEW_LEAVING;
  private int placed;

  /**
   * No classes yet.
   *
   * @param meanings is run when a pod says something new about others: known pods may be of other
   *     classes then
   * @param gone is told of each class that is let go
   */
  PodClasses(ResourceSchema schema, PeerBook peers, Runnable meanings, Consumer<PodClass> gone) {
    this.schema = schema;
    this.peers = peers;
    this.meanings = meanings;
    this.gone = gone;
  }

  /** The shape that a pod has in its job's zone. */
  private PodShape placed(PodShape shape, @Nullable Job job) {
    String zone = job == null || job.zone == null ? shape.zone() : job.zone;
    List<String> enters = job == null ? null : job.enters;
    if (enters == null && Objects.equals(zone, shape.zone())) {
      return shape;
    }
    if (placed == MOST_PLACED) {
      byZone.clear();
      placed = 0;
    }
    return byZone
        .computeIfAbsent(new Where(zone, enters), unseen -> new HashMap<>())
        .computeIfAbsent(
            shape,
            same -> {
              placed++;
              return same.toBuilder().zone(zone).enters(enters).build();
            });
  }

  /** Whether a task has the class that its shape has in a job's zone. */
  boolean suits(Task task, Job job) {
    return task.podClass.shape().equals(placed(task.pod.shape(), job));
  }

  /**
   * The class of a pod, made if it is new. Counts as taken by one pod more until {@link #leave}.
   *
   * @param job the pod's job, null where it has none yet
   */
  PodClass take(PodSpec pod, Namespace namespace, @Nullable Job job) {
    PodShape shape = placed(pod.shape(), job);
    if (peers.enrol(shape)) {
      meanings.run();
    }
    Meaning meaning = meaning(pod, namespace);
    Kept known =
        meaning.isEmpty() && !shape.readsPeers()
            ? plain.computeIfAbsent(shape, unseen -> make(unseen, Meaning.NONE, null))
            : related.computeIfAbsent(
                new Key(shape, meaning),
                unseen -> make(shape, meaning, peers.open(shape, meaning)));
    if (known.pods++ == 0) {
      unused.remove(known);
    }
    return known.podClass;
  }

  /**
   * A pod is gone: it has its class as long as its node has not released its room. Cost: O(1) on
   * average.
   */
  void leaveOnceOffItsNode(Task task) {
    leaving.add(task);
    if (leaving.size() >= sweepAt) {
      leaving.removeIf(one -> {
        boolean off = one.node == Task.NO_NODE;
        if (off) {
          leave(one.podClass);
        }
        return off;
      });
      sweepAt = 2 * leaving.size() + FEW_LEAVING;
    }
  }

  private void leave(PodClass podClass) {
    Kept known = kept.get(podClass);
    if (known != null && --known.pods == 0) {
      unused.add(known);
      if (unused.size() > MOST_UNUSED) {
        letGo();
      }
    }
  }

  /** Gives a task that is neither pending in a job nor on a node the class of its pod. */
  void assign(Task task, @Nullable Job job) {
    // Taking a class may have put this very task into another one, as all that are known.
    PodClass podClass = take(task.pod, task.namespace(), job);
    PodClass former = task.podClass;
    task.podClass = podClass;
    leave(former);
  }

  /**
   * Finds the class of a task anew, whose shape is the same: other pods mean it that did not, or
   * the other way round. Only what goes by class changes with it.
   *
   * @return whether its job is to be looked at again
   */
  boolean moveToItsClass(Task task, NodeTable nodes) {
    PodClass podClass = take(task.pod, task.namespace(), task.job);
    PodClass former = task.podClass;
    leave(former);
    if (podClass.id() == former.id()) {
      return false;
    }
    Job job = task.job;
    boolean pends = job != null && task.status == TaskStatus.PENDING;
    if (job != null && pends) {
      job.pending.remove(task);
    }
    int node = task.node;
    if (node != Task.NO_NODE) {
      nodes.removeTask(node, task);
    }
    task.podClass = podClass;
    if (node != Task.NO_NODE) {
      nodes.addTask(node, task);
    }
    if (job != null && pends) {
      job.pending.add(task);
    }
    return pends;
  }

  private Meaning meaning(PodSpec pod, Namespace namespace) {
    if (peers.isEmpty()) {
      return Meaning.NONE;
    }
    NamespaceSpec spec = namespace.spec();
    Map<String, String> labels = spec == null ? Map.of() : spec.labels();
    return peers.meaning(pod.namespace(), labels, pod.labels());
  }

  private Kept make(PodShape shape, Meaning meaning, @Nullable Peers classPeers) {
    Request request = Request.ofPod(schema, shape.requests());
    PodClass podClass = new PodClass(ids.take(), shape, request, classPeers);
    return kept.put(podClass, new Kept(podClass, meaning));
  }

  private void letGo() {
    for (Kept one : unused) {
      PodClass podClass = one.podClass;
      Peers classPeers = podClass.peers();
      if (classPeers == null) {
        plain.remove(podClass.shape());
      } else {
        related.remove(new Key(podClass.shape(), one.meaning));
        peers.close(podClass.shape(), classPeers);
      }
      kept.remove(podClass);
      ids.give(podClass.id());
      gone.accept(podClass);
    }
    unused.clear();
  }
}
