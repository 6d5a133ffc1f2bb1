package dev.basalt.sim.story;

import dev.basalt.core.model.RejectionCounts;
import dev.basalt.core.resource.ResourceList;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What checks may ask of the cluster in which a story happens. */
public interface World {
  /** Every pod that was ever created, oldest first. */
  Collection<PodSight> pods();

  /** The phase of the PodGroup of that key ({@code namespace/name}), empty if there is none. */
  String groupPhase(String key);

  /** What is said of a PodGroup, null if it waits for nothing. */
  @Nullable Said ofGroup(String key);

  /** What is said of a pod, null if nothing was. */
  @Nullable Said ofPod(String key);

  /** What is wrong with a queue or a PodGroup by the scheduler's word, null if nothing is. */
  @Nullable String problem(String kind, String name);

  /** Events recorded on PodGroups, as {@code namespace/name reason: message}, oldest first. */
  List<String> events();

  /** Bindings that the API server refused, as the scheduler heard of them. */
  int refusals();

  /** Pods that a native quota kept from being created, counted each time. */
  int creationsRefused();

  /** Evictions that a disruption budget refused. */
  int evictionsRefused();

  /** Pods that nodes turned away, by the scheduler's word. */
  RejectionCounts rejections();

  /**
   * Why something waits.
   *
   * @param reason machine-readable
   * @param message for people
   */
  record Said(String reason, String message) {}

  /**
   * A pod.
   *
   * @param key {@code namespace/name}
   * @param job {@code namespace/name} of its PodGroup, null for a bare pod
   * @param queue the queue of its job or the one that it names, empty if none is named
   * @param requests what it asks for
   * @param node the node it was bound to, null if it never was
   * @param boundAt when that was, null if it never was
   * @param boundAs how many pods were bound before it
   * @param state where it stands
   * @param evicted whether a scheduler evicted it
   */
  record PodSight(
      String key,
      @Nullable String job,
      String queue,
      ResourceList requests,
      @Nullable String node,
      @Nullable Duration boundAt,
      int boundAs,
      State state,
      boolean evicted) {
    /** Where a pod stands. */
    public enum State {
      /** Without a node. */
      PENDING,
      /** Bound, and not ended. */
      BOUND,
      SUCCEEDED,
      FAILED,
      /** Deleted. */
      GONE
    }

    /** Whether it holds room on a node. */
    public boolean bound() {
      return state == State.BOUND;
    }
  }
}
