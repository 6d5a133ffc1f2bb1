package dev.basalt.core.engine;

import dev.basalt.core.event.ClaimSpec;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.VolumeSpec;
import dev.basalt.core.model.Claim;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Volume;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.port.Binding;
import dev.basalt.core.port.VolumeBinder;
import dev.basalt.core.port.VolumeChoice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds back the bindings of one statement until all volumes of its pods are bound, so that no gang
 * is half-started for want of a volume. If a volume cannot be had, or not in time, exactly that
 * statement is taken back, and its pods are tried again after a pause.
 *
 * <p>Cost: nothing while nothing waits for volumes; else each event looks at those that wait for
 * its claim.
 */
final class VolumeWatch {
  private static final long AVOIDED_NANOS = 60_000_000_000L;

  /** Takes a decision back that was not sent. */
  interface Refusal {
    void refuse(String podUid, String reason, String message, long nowNanos);
  }

  /** A claim that a group waits for, and what was decided for it. */
  private static final class Awaited {
    final Claim claim;
    final VolumeChoice choice;
    final int node;
    boolean selectionSeen;

    Awaited(Claim claim, VolumeChoice choice, int node) {
      this.claim = claim;
      this.choice = choice;
      this.node = node;
    }
  }

  /** The tasks of one statement, which are of one job. */
  private static final class Group {
    final @Nullable Job job;
    final List<Task> tasks;
    final List<Awaited> awaited = new ArrayList<>();
    final long deadlineNanos;

    /** What is said of its job. */
    @Nullable Wait wait;

    Group(List<Task> tasks, long deadlineNanos) {
      this.job = tasks.getFirst().job();
      this.tasks = List.copyOf(tasks);
      this.deadlineNanos = deadlineNanos;
    }
  }

  private record Avoided(Claim claim, int node, long untilNanos) {}

  private record Verdict(String reason, String message) {}

  private final ClusterState state;
  private final VolumeBinder binder;
  private final long timeoutNanos;
  private final Consumer<Binding> sender;
  private final Refusal refusal;
  private final Set<Group> groups = new LinkedHashSet<>();
  private final Map<String, List<Group>> byClaim = new HashMap<>();
  private final Map<String, Group> byPod = new HashMap<>();
  private final Map<Job, List<Group>> byJob = new HashMap<>();
  private final Set<Group> toLookAt = new LinkedHashSet<>();
  private final ArrayDeque<Avoided> avoided = new ArrayDeque<>();

  VolumeWatch(
      ClusterState state,
      VolumeBinder binder,
      long timeoutNanos,
      Consumer<Binding> sender,
      Refusal refusal) {
    this.state = state;
    this.binder = binder;
    this.timeoutNanos = timeoutNanos;
    this.sender = sender;
    this.refusal = refusal;
  }

  /**
   * Holds the bindings of these tasks, which are placed, back until their volumes are bound.
   *
   * @param told is told of each task that waits, with the reason for people
   */
  void add(List<Task> tasks, long nowNanos, BiConsumer<Task, Wait> told) {
    Group group = new Group(tasks, nowNanos + timeoutNanos);
    groups.add(group);
    toLookAt.add(group);
    if (group.job != null) {
      byJob.computeIfAbsent(group.job, unseen -> new ArrayList<>()).add(group);
    }
    for (Task task : tasks) {
      byPod.put(task.uid(), group);
      List<String> missing = new ArrayList<>();
      for (Claim claim : state.nodes().volumes().claims(task.podClass())) {
        if (!claim.bound()) {
          missing.add(claim.key().substring(claim.key().indexOf('/') + 1));
          await(group, claim, task);
        }
      }
      if (!missing.isEmpty()) {
        Wait wait =
            new Wait(
                WaitReason.VOLUMES,
                "%s has node %s and waits for its volumes to be bound: persistentvolumeclaim %s"
                    .formatted(task, state.nodes().name(task.node()), String.join(", ", missing)));
        told.accept(task, wait);
        group.wait = group.wait == null ? wait : group.wait;
      }
    }
  }

  private void await(Group group, Claim claim, Task task) {
    boolean shared = group.awaited.stream().anyMatch(awaited -> awaited.claim == claim);
    ClaimSpec spec = claim.spec();
    Volume volume = claim.assumedVolume();
    VolumeChoice choice =
        new VolumeChoice(
            task.pod().namespace(),
            claim.key().substring(claim.key().indexOf('/') + 1),
            spec == null ? "" : spec.uid(),
            state.nodes().name(task.node()),
            volume == null ? null : volume.name());
    Awaited awaited = new Awaited(claim, choice, task.node());
    awaited.selectionSeen = spec != null && spec.selectedNode().equals(choice.nodeName());
    group.awaited.add(awaited);
    if (shared) {
      return;
    }
    byClaim.computeIfAbsent(claim.key(), unseen -> new ArrayList<>()).add(group);
    if (claim.waitsForPod() && (volume != null || !awaited.selectionSeen)) {
      binder.choose(choice);
    }
  }

  /** Why a job with placed pods waits for volumes, null if it does not. */
  @Nullable Wait waitOf(Job job) {
    List<Group> waiting = byJob.isEmpty() ? null : byJob.get(job);
    return waiting == null ? null : waiting.getFirst().wait;
  }

  /** Something happened; the state has taken it in. */
  void happened(ClusterEvent event, long nowNanos) {
    if (groups.isEmpty()) {
      return;
    }
    switch (event) {
      case ClusterEvent.ClaimChanged(var claim) -> lookAt(claim.key());
      case ClusterEvent.ClaimGone(var namespace, var name, var _) -> lookAt(namespace + "/" + name);
      case ClusterEvent.VolumeChanged _, ClusterEvent.VolumeGone _, ClusterEvent.NodeGone _ ->
          toLookAt.addAll(groups);
      case ClusterEvent.PodChanged(var pod) -> lookAtPod(pod.uid());
      case ClusterEvent.PodGone(var uid) -> lookAtPod(uid);
      case ClusterEvent.VolumeRefused(var claim, var reason, var message) -> {
        String text = "persistentvolumeclaim \"" + claim + "\": " + message;
        for (Group group : List.copyOf(byClaim.getOrDefault(claim, List.of()))) {
          end(group, new Verdict(reason, text), nowNanos);
        }
      }
      case ClusterEvent.LeadershipChanged(var leading) when !leading -> {
        for (Group group : List.copyOf(groups)) {
          end(group, new Verdict("NotLeader", "leadership was lost before it was sent"), nowNanos);
        }
      }
      default -> {}
    }
  }

  /** Sends what is ready, and takes back what cannot be or has waited for too long. */
  void run(long nowNanos) {
    while (!avoided.isEmpty() && avoided.getFirst().untilNanos <= nowNanos) {
      Avoided first = avoided.removeFirst();
      state.reports().avoid(first.claim, first.node, false);
    }
    if (!groups.isEmpty() && groups.iterator().next().deadlineNanos <= nowNanos) {
      toLookAt.addAll(groups);
    }
    if (toLookAt.isEmpty()) {
      return;
    }
    List<Group> looked = List.copyOf(toLookAt);
    toLookAt.clear();
    for (Group group : looked) {
      if (!groups.contains(group)) {
        continue;
      }
      if (group.job != null && group.job.pending().isEmpty()) {
        state.waiting(group.job, group.wait);
      }
      Verdict verdict = verdict(group, nowNanos);
      if (verdict != null || isReady(group)) {
        end(group, verdict, nowNanos);
      } else if (group.deadlineNanos <= nowNanos) {
        end(group, late(group), nowNanos);
      }
    }
  }

  /** When {@link #run} has work even if nothing happens, {@link Long#MAX_VALUE} if never. */
  long nextNanos() {
    long next = avoided.isEmpty() ? Long.MAX_VALUE : avoided.getFirst().untilNanos;
    if (!toLookAt.isEmpty()) {
      return Long.MIN_VALUE;
    }
    return groups.isEmpty() ? next : Math.min(next, groups.iterator().next().deadlineNanos);
  }

  private static <K> void leave(Map<K, List<Group>> line, @Nullable K key, Group group) {
    List<Group> sharing = key == null ? null : line.get(key);
    if (key != null && sharing != null) {
      sharing.remove(group);
      if (sharing.isEmpty()) {
        line.remove(key);
      }
    }
  }

  private void lookAt(String claim) {
    toLookAt.addAll(byClaim.getOrDefault(claim, List.of()));
  }

  private void lookAtPod(String uid) {
    Group group = byPod.get(uid);
    if (group != null) {
      toLookAt.add(group);
    }
  }

  /** Why a group can never be ready as it was decided, null if it can. */
  private @Nullable Verdict verdict(Group group, long nowNanos) {
    for (Task task : group.tasks) {
      if (!task.awaitsVolumes() || task.pod().deleting()) {
        return new Verdict("PodGone", task + " is gone, deleted or bound by another");
      }
      if (task.node() == Task.NO_NODE) {
        return new Verdict("NodeGone", "the node of " + task + " is gone");
      }
    }
    for (Awaited awaited : group.awaited) {
      Verdict verdict = verdict(awaited, nowNanos);
      if (verdict != null) {
        return verdict;
      }
    }
    return null;
  }

  private @Nullable Verdict verdict(Awaited awaited, long nowNanos) {
    ClaimSpec spec = awaited.claim.spec();
    VolumeChoice choice = awaited.choice;
    String name = "persistentvolumeclaim \"" + choice.key() + "\"";
    if (spec == null || !spec.uid().equals(choice.claimUid()) || spec.deleting()) {
      return new Verdict("ClaimGone", name + " not found, or being deleted");
    }
    if (spec.bound()) {
      Volume volume = awaited.claim.volume();
      boolean elsewhere =
          volume != null
              && volume.spec() != null
              && !volume.reaches(state.nodes().spec(awaited.node));
      return elsewhere
          ? new Verdict(
              "VolumeElsewhere",
              name + " got volume " + volume + ", which node " + choice.nodeName() + " can't reach")
          : null;
    }
    return choice.volume() == null
        ? provisioning(awaited, spec, name, nowNanos)
        : taken(choice.volume(), spec, name);
  }

  private @Nullable Verdict provisioning(
      Awaited awaited, ClaimSpec spec, String name, long nowNanos) {
    String wanted = awaited.choice.nodeName();
    if (spec.selectedNode().equals(wanted)) {
      awaited.selectionSeen = true;
      return null;
    }
    boolean gaveUp = awaited.selectionSeen && spec.selectedNode().isEmpty();
    if (gaveUp) {
      state.reports().avoid(awaited.claim, awaited.node, true);
      avoided.add(new Avoided(awaited.claim, awaited.node, nowNanos + AVOIDED_NANOS));
      return new Verdict(
          "ProvisioningFailed", name + ": its provisioner gave up on node " + wanted);
    }
    return spec.selectedNode().isEmpty() || state.nodes().id(spec.selectedNode()) == Task.NO_NODE
        ? null
        : new Verdict(
            "Conflict", name + " was given node " + spec.selectedNode() + " by another scheduler");
  }

  private @Nullable Verdict taken(String volume, ClaimSpec claim, String name) {
    Volume chosen = state.nodes().volumes().volume(volume);
    VolumeSpec spec = chosen == null ? null : chosen.spec();
    if (spec == null || spec.deleting() || !(spec.claim().isEmpty() || spec.isFor(claim))) {
      return new Verdict(
          "VolumeTaken", name + ": volume " + volume + " is gone or went to another claim");
    }
    return null;
  }

  private boolean isReady(Group group) {
    for (Awaited awaited : group.awaited) {
      Volume volume = awaited.claim.volume();
      if (!awaited.claim.bound() || volume == null || volume.spec() == null) {
        return false;
      }
    }
    return true;
  }

  private Verdict late(Group group) {
    List<String> missing =
        group.awaited.stream()
            .filter(awaited -> !awaited.claim.bound())
            .map(awaited -> awaited.choice.key() + " on node " + awaited.choice.nodeName())
            .toList();
    return new Verdict(
        "VolumesLate",
        "not bound within %d s: persistentvolumeclaim %s"
            .formatted(timeoutNanos / 1_000_000_000L, String.join(", ", missing)));
  }

  /** Ends the waiting of a group: well if there is no verdict. */
  private void end(Group group, @Nullable Verdict verdict, long nowNanos) {
    groups.remove(group);
    toLookAt.remove(group);
    for (Awaited awaited : group.awaited) {
      leave(byClaim, awaited.claim.key(), group);
    }
    leave(byJob, group.job, group);
    if (group.job != null && group.wait != null && group.wait.equals(group.job.waiting())) {
      state.waiting(group.job, null);
    }
    for (Task task : group.tasks) {
      byPod.remove(task.uid());
      if (!task.awaitsVolumes()) {
        continue;
      }
      if (verdict == null) {
        String node = state.nodes().name(task.node());
        state.bindingSent(task, nowNanos);
        sender.accept(new Binding(task.uid(), task.pod().namespace(), task.pod().name(), node));
      } else {
        refusal.refuse(task.uid(), verdict.reason(), verdict.message(), nowNanos);
      }
    }
  }
}
