package dev.basalt.core.model;

import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.peers.PeerBook;
import dev.basalt.core.peers.PeerBook.Meaning;
import dev.basalt.core.peers.Peers;
import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceSchema;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The class of each pod, under dense ids. Pods that have nothing to do with others share the class
 * of their shape, whatever their labels.
 *
 * <p>Classes that have to do with other pods are let go once no pod of them is left, though not at
 * once: the next one is often like the last.
 */
final class PodClasses {
  private static final int MOST_UNUSED = 256;

  /** A job's zone and the reserved zones that it may use; null for what it does not say. */
  private record Where(@Nullable String zone, @Nullable List<String> enters) {}

  private record Key(PodShape shape, Meaning meaning) {}

  /** A class that is counted, and how many pods have it. */
  private static final class Kept {
    final PodClass podClass;
    int pods;

    Kept(PodClass podClass) {
      this.podClass = podClass;
    }
  }

  private final ResourceSchema schema;
  private final PeerBook peers;
  private final Runnable meanings;
  private final Map<Where, Map<PodShape, PodShape>> byZone = new HashMap<>();
  private final Map<PodShape, PodClass> plain = new HashMap<>();
  private final Map<Key, Kept> kept = new HashMap<>();
  private final Map<PodClass, Key> keys = new HashMap<>();
  private final Map<Key, Kept> unused = new LinkedHashMap<>();
  private int nextId;

  /**
   * No classes yet.
   *
   * @param meanings is run when a pod says something new about others: known pods may be of other
   *     classes then
   */
  PodClasses(ResourceSchema schema, PeerBook peers, Runnable meanings) {
    this.schema = schema;
    this.peers = peers;
    this.meanings = meanings;
  }

  /** The shape that a pod has in its job's zone. */
  private PodShape placed(PodShape shape, @Nullable Job job) {
    String zone = job == null || job.zone == null ? shape.zone() : job.zone;
    List<String> enters = job == null ? null : job.enters;
    if (enters == null && Objects.equals(zone, shape.zone())) {
      return shape;
    }
    return byZone
        .computeIfAbsent(new Where(zone, enters), unseen -> new HashMap<>())
        .computeIfAbsent(shape, same -> same.toBuilder().zone(zone).enters(enters).build());
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
    if (meaning.isEmpty() && !shape.readsPeers()) {
      return plain(shape);
    }
    Key key = new Key(shape, meaning);
    Kept known = kept.get(key);
    if (known == null) {
      known = new Kept(make(shape, peers.open(shape, meaning)));
      kept.put(key, known);
      keys.put(known.podClass, key);
    }
    if (known.pods++ == 0) {
      unused.remove(key);
    }
    return known.podClass;
  }

  /** A pod has the class no longer. */
  void leave(PodClass podClass) {
    Key key = podClass.peers() == null ? null : keys.get(podClass);
    Kept known = key == null ? null : kept.get(key);
    if (key != null && known != null && --known.pods == 0) {
      unused.put(key, known);
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

  private PodClass plain(PodShape shape) {
    PodClass known = plain.get(shape);
    if (known == null) {
      known = make(shape, null);
      plain.put(shape, known);
    }
    return known;
  }

  private PodClass make(PodShape shape, @Nullable Peers classPeers) {
    Request request = Request.ofPod(schema, shape.requests());
    return new PodClass(nextId++, shape, request, classPeers);
  }

  private void letGo() {
    unused.forEach((key, gone) -> {
      kept.remove(key);
      keys.remove(gone.podClass);
      Peers classPeers = gone.podClass.peers();
      if (classPeers != null) {
        peers.close(key.shape(), classPeers);
      }
    });
    unused.clear();
  }
}
