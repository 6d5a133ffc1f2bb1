package dev.basalt.app.stories;

import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.PodGroupCondition;
import dev.basalt.api.scheduling.PodGroupPhase;
import dev.basalt.cluster.convert.PodReader;
import dev.basalt.cluster.convert.Pools;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.model.RejectionCounts;
import dev.basalt.sim.story.World;
import dev.basalt.sim.story.World.PodSight.State;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the API server shows of a story, and nothing of what the scheduler believes. Pods come in
 * one watch, so every look at them is a state that the cluster was in. Keeps what the API server
 * forgets. Thread-safe.
 */
final class RealWorld implements World, ResourceEventHandler<Pod>, AutoCloseable {
  private static final String DEFAULT_QUEUE = "default";

  private final KubernetesClient client;
  private final Namespaces namespaces;
  private final RealRules rules;
  private final IntSupplier refusals;
  private final Supplier<RejectionCounts> rejections;
  private final long startNanos = System.nanoTime();
  private final PodReader reader = new PodReader(new Pools());
  private final Map<String, PodSight> sights = new LinkedHashMap<>();
  private final Map<String, Pod> latest = new HashMap<>();
  private final Map<String, String> queuesByGroup = new HashMap<>();
  private final Set<String> deletedByStory = new HashSet<>();
  private final SharedIndexInformer<Pod> pods;
  private final SharedIndexInformer<PodGroup> groups;
  private int bound;

  RealWorld(
      KubernetesClient client,
      Namespaces namespaces,
      RealRules rules,
      IntSupplier refusals,
      Supplier<RejectionCounts> rejections) {
    this.client = client;
    this.namespaces = namespaces;
    this.rules = rules;
    this.refusals = refusals;
    this.rejections = rejections;
    pods = client.pods().inAnyNamespace().inform(this);
    groups = client.resources(PodGroup.class).inAnyNamespace().inform();
  }

  /** A group is about to be made that names a queue. */
  synchronized void groupIn(String key, String queue) {
    queuesByGroup.put(key, queue.isEmpty() ? DEFAULT_QUEUE : queue);
  }

  /** A pod's deletion is part of the story, rather than an eviction. */
  synchronized void deletes(String podKey) {
    deletedByStory.add(podKey);
  }

  @Override
  public synchronized Collection<PodSight> pods() {
    return List.copyOf(sights.values());
  }

  @Override
  public String groupPhase(String key) {
    PodGroup group = group(key);
    PodGroupPhase phase =
        group == null || group.getStatus() == null ? null : group.getStatus().phase();
    return phase == null
        ? ""
        : client.getKubernetesSerialization().convertValue(phase, String.class);
  }

  @Override
  public @Nullable Said ofGroup(String key) {
    PodGroup group = group(key);
    if (group == null || group.getStatus() == null || group.getStatus().conditions() == null) {
      return null;
    }
    for (PodGroupCondition condition : group.getStatus().conditions()) {
      if (PodGroupCondition.UNSCHEDULABLE.equals(condition.type())
          && "True".equals(condition.status())) {
        return said(condition.reason(), condition.message());
      }
    }
    return null;
  }

  @Override
  public synchronized @Nullable Said ofPod(String key) {
    for (Map.Entry<String, PodSight> sight : sights.entrySet()) {
      Pod pod = latest.get(sight.getKey());
      if (pod != null
          && sight.getValue().key().equals(key)
          && sight.getValue().state() == State.PENDING) {
        return pod.getStatus().getConditions().stream()
            .filter(condition -> condition.getType().equals("PodScheduled"))
            .filter(condition -> condition.getStatus().equals("False"))
            .map(condition -> said(condition.getReason(), condition.getMessage()))
            .findFirst()
            .orElse(null);
      }
    }
    return null;
  }

  @Override
  public @Nullable String problem(String kind, String name) {
    Said said = kind.equals("PodGroup") ? ofGroup(name) : null;
    return said != null && said.reason().equals("Invalid") ? said.message() : null;
  }

  @Override
  public List<String> events() {
    List<String> texts = new ArrayList<>();
    for (Event event : client.v1().events().inAnyNamespace().list().getItems()) {
      if ("PodGroup".equals(event.getInvolvedObject().getKind())) {
        texts.add(
            namespaces.told(event.getMetadata().getNamespace())
                + "/"
                + event.getInvolvedObject().getName()
                + " "
                + event.getReason()
                + ": "
                + namespaces.retold(event.getMessage()));
      }
    }
    return texts;
  }

  @Override
  public int refusals() {
    return refusals.getAsInt();
  }

  @Override
  public int creationsRefused() {
    throw notCounted("creations that a quota refuses");
  }

  @Override
  public int evictionsRefused() {
    throw notCounted("evictions that a budget refuses");
  }

  private static IllegalStateException notCounted(String what) {
    return new IllegalStateException(
        what + " are not counted on a real API server; write real: false into the story");
  }

  @Override
  public RejectionCounts rejections() {
    return rejections.get();
  }

  @Override
  public void onAdd(Pod pod) {
    see(pod);
  }

  @Override
  public void onUpdate(Pod before, Pod pod) {
    see(pod);
  }

  @Override
  public synchronized void onDelete(Pod pod, boolean finalStateUnknown) {
    String uid = pod.getMetadata().getUid();
    PodSight sight = sights.get(uid);
    if (sight != null) {
      boolean evicted =
          sight.evicted()
              || (sight.state() == State.BOUND && !deletedByStory.contains(sight.key()));
      put(uid, sight, State.GONE, evicted);
      latest.remove(uid);
    }
  }

  @Override
  public void close() {
    pods.close();
    groups.close();
  }

  private synchronized void see(Pod pod) {
    if (!namespaces.covers(pod.getMetadata().getNamespace())) {
      return;
    }
    PodSpec spec = reader.read(pod);
    String namespace = namespaces.told(spec.namespace());
    String key = namespace + "/" + spec.name();
    PodSight before = sights.get(spec.uid());
    boolean boundNow = spec.nodeName() != null && (before == null || before.node() == null);
    String job = spec.podGroup() == null ? null : namespace + "/" + spec.podGroup();
    latest.put(spec.uid(), pod);
    PodSight sight =
        new PodSight(
            key,
            job,
            queue(job, spec),
            spec.shape().requests(),
            spec.nodeName(),
            boundNow ? now() : before == null ? null : before.boundAt(),
            boundNow ? bound++ : before == null ? 0 : before.boundAs(),
            before == null ? State.PENDING : before.state(),
            before != null && before.evicted());
    boolean evicted = spec.deleting() && spec.nodeName() != null && !deletedByStory.contains(key);
    put(spec.uid(), sight, state(spec), evicted || sight.evicted());
  }

  private void put(String uid, PodSight sight, State state, boolean evicted) {
    PodSight now =
        new PodSight(
            sight.key(),
            sight.job(),
            sight.queue(),
            sight.requests(),
            sight.node(),
            sight.boundAt(),
            sight.boundAs(),
            state,
            evicted);
    PodSight before = sights.put(uid, now);
    rules.seen(uid, before, now);
  }

  private static State state(PodSpec spec) {
    if (spec.phase() == PodPhase.SUCCEEDED) {
      return State.SUCCEEDED;
    }
    if (spec.phase() == PodPhase.FAILED) {
      return State.FAILED;
    }
    return spec.nodeName() == null ? State.PENDING : State.BOUND;
  }

  private String queue(@Nullable String job, PodSpec spec) {
    String own = spec.queue();
    return job != null ? queuesByGroup.getOrDefault(job, "") : own == null ? DEFAULT_QUEUE : own;
  }

  private Duration now() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  private @Nullable PodGroup group(String key) {
    String[] parts = key.split("/", 2);
    return groups.getStore().getByKey(namespaces.real(parts[0]) + "/" + parts[1]);
  }

  private Said said(@Nullable String reason, @Nullable String message) {
    return new Said(
        reason == null ? "" : reason, message == null ? "" : namespaces.retold(message));
  }
}
