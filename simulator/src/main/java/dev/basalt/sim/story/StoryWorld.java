package dev.basalt.sim.story;

import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.model.RejectionCounts;
import dev.basalt.core.port.StatusUpdate;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.sim.Simulation;
import dev.basalt.sim.cluster.ClusterObserver;
import dev.basalt.sim.cluster.SimulatedPod;
import dev.basalt.sim.story.World.PodSight.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A simulation as checks see it; keeps what the cluster itself forgets. */
final class StoryWorld implements World, ClusterObserver {
  private static final String DEFAULT_QUEUE = "default";

  private final Simulation simulation;
  private final Map<String, SimulatedPod> pods = new LinkedHashMap<>();
  private final Map<String, PodSight> sights = new LinkedHashMap<>();
  private final Map<String, String> queuesByGroup = new LinkedHashMap<>();
  private final Set<String> deletedByStory = new HashSet<>();
  private int bound;

  StoryWorld(Simulation simulation) {
    this.simulation = simulation;
    simulation.cluster().observe(this);
  }

  /** A pod's deletion is part of the story, rather than an eviction. */
  void deletes(String podKey) {
    deletedByStory.add(podKey);
  }

  /** The same for all pods of a job. */
  void deletesPodsOf(String groupKey) {
    for (SimulatedPod pod : pods.values()) {
      if (groupKey.equals(pod.groupKey())) {
        deletes(pod.key());
      }
    }
  }

  @Override
  public Collection<PodSight> pods() {
    return sights.values();
  }

  @Override
  public String groupPhase(String key) {
    return simulation
        .cluster()
        .ask(server -> {
          PodGroupSpec group = server.group(key);
          return group == null ? "" : group.phase().text();
        });
  }

  @Override
  public @Nullable Said ofGroup(String key) {
    StatusUpdate.GroupStatus status = simulation.cluster().askStatus(all -> all.group(key));
    StatusUpdate.GroupCondition condition = status == null ? null : status.condition();
    return condition == null || condition.scheduled()
        ? null
        : new Said(condition.reason(), condition.message());
  }

  @Override
  public @Nullable Said ofPod(String key) {
    boolean waits =
        sights.values().stream()
            .anyMatch(sight -> sight.key().equals(key) && sight.state() == State.PENDING);
    StatusUpdate.PodWaiting waiting =
        waits ? simulation.cluster().askStatus(all -> all.pod(key)) : null;
    return waiting == null ? null : new Said(waiting.reason(), waiting.message());
  }

  @Override
  public @Nullable String problem(String kind, String name) {
    return simulation.cluster().askStatus(all -> all.problem(kind, name));
  }

  @Override
  public List<String> events() {
    List<String> texts = new ArrayList<>();
    for (StatusUpdate.GroupEvent event : simulation.cluster().askStatus(all -> all.events())) {
      texts.add(
          event.namespace() + "/" + event.name() + " " + event.reason() + ": " + event.message());
    }
    return texts;
  }

  @Override
  public int refusals() {
    return simulation.log().refusals().size();
  }

  @Override
  public int creationsRefused() {
    return simulation.cluster().creationsRefused();
  }

  @Override
  public int evictionsRefused() {
    return simulation.cluster().evictionsRefused();
  }

  @Override
  public RejectionCounts rejections() {
    return simulation.scheduler().summary().rejections();
  }

  @Override
  public void groupChanged(PodGroupSpec group) {
    queuesByGroup.put(group.key(), group.queue().isEmpty() ? DEFAULT_QUEUE : group.queue());
  }

  @Override
  public void podCreated(SimulatedPod pod) {
    pods.put(pod.uid(), pod);
    see(pod, null, null, 0, State.PENDING, false);
  }

  @Override
  public void podBound(SimulatedPod pod) {
    Duration now = Duration.ofNanos(simulation.time().nanos());
    see(pod, String.valueOf(pod.nodeName()), now, bound++, State.BOUND, false);
  }

  @Override
  public void podResized(SimulatedPod pod, ResourceList former) {
    PodSight before = sights.get(pod.uid());
    if (before != null) {
      keep(pod, before.state());
    }
  }

  @Override
  public void podDeleting(SimulatedPod pod) {
    PodSight before = sights.get(pod.uid());
    if (before != null && !deletedByStory.contains(pod.key())) {
      see(pod, before.node(), before.boundAt(), before.boundAs(), before.state(), true);
    }
  }

  @Override
  public void podEnded(SimulatedPod pod) {
    State state = pod.phase() == PodPhase.SUCCEEDED ? State.SUCCEEDED : State.FAILED;
    keep(pod, state);
  }

  @Override
  public void podRemoved(SimulatedPod pod) {
    keep(pod, State.GONE);
  }

  private void keep(SimulatedPod pod, State state) {
    PodSight before = sights.get(pod.uid());
    if (before != null) {
      see(pod, before.node(), before.boundAt(), before.boundAs(), state, before.evicted());
    }
  }

  private void see(
      SimulatedPod pod,
      @Nullable String node,
      @Nullable Duration boundAt,
      int boundAs,
      State state,
      boolean evicted) {
    sights.put(
        pod.uid(),
        new PodSight(
            pod.key(),
            pod.groupKey(),
            queueOf(pod),
            pod.requests(),
            node,
            boundAt,
            boundAs,
            state,
            evicted));
  }

  private String queueOf(SimulatedPod pod) {
    String group = pod.groupKey();
    String own = pod.template().queue();
    return group != null
        ? queuesByGroup.getOrDefault(group, "")
        : own == null ? DEFAULT_QUEUE : own;
  }
}
