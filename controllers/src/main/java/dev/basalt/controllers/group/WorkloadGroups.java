package dev.basalt.controllers.group;

import dev.basalt.controllers.runtime.Controller;
import dev.basalt.controllers.runtime.Mirror;
import dev.basalt.controllers.runtime.Notices;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The controller that makes groups for workloads, put together. */
public final class WorkloadGroups {
  /** Pods of an owner come in swarms: one look for many of them. */
  private static final Duration GATHER = Duration.ofMillis(50);

  private final WorkloadMirrors mirrors;
  private final GroupReconciler reconciler;
  private final Controller controller;

  /**
   * A controller that does nothing until its mirrors and it are started.
   *
   * @param groups all PodGroups; not started yet
   * @param schedulers {@code schedulerName}s of the pods that are ours
   * @param workers owners that are worked on at once
   * @param executor runs the work of informers
   */
  public WorkloadGroups(
      KubernetesClient client,
      GroupWatch groups,
      Set<String> schedulers,
      Writer writer,
      Notices notices,
      int workers,
      Clock clock,
      Executor executor) {
    mirrors = WorkloadMirrors.of(client, schedulers, clock, executor);
    reconciler = new GroupReconciler(mirrors, groups, writer, notices, clock);
    controller = new Controller("podgroup", workers, reconciler, clock);
    groups.listen((key, before, after) -> groupChanged(before, after));
  }

  /** Begins to watch. */
  public void startMirrors() {
    mirrors.queues().start((key, before, after) -> namespaceChanged(key, before));
    mirrors.sets().start((key, before, after) -> ownerChanged(before, after));
    mirrors.statefulSets().start((key, before, after) -> ownerChanged(before, after));
    mirrors.jobs().start((key, before, after) -> ownerChanged(before, after));
    mirrors.pods().forEach(pods -> pods.start((key, before, after) -> podChanged(before, after)));
  }

  public List<Mirror<?, ?>> mirrors() {
    return mirrors.all();
  }

  public Controller controller() {
    return controller;
  }

  /** Whether pods of ours name a group. */
  public boolean inUse(ObjectKey group) {
    return !mirrors.podsOf(group).isEmpty();
  }

  private void podChanged(@Nullable MemberPod before, @Nullable MemberPod after) {
    reconciler.seen(before, after);
    look(before == null || before.owner() == null ? null : before.bucket());
    look(after == null || after.owner() == null ? null : after.bucket());
  }

  private void ownerChanged(@Nullable Workload before, @Nullable Workload after) {
    Workload owner = after == null ? before : after;
    look(owner == null ? null : owner.bucket());
  }

  private void groupChanged(@Nullable GroupRecord before, @Nullable GroupRecord after) {
    GroupRecord group = after == null ? before : after;
    look(group == null ? null : group.bucket());
  }

  /** Its workloads may be in another queue now. */
  private void namespaceChanged(ObjectKey namespace, @Nullable String before) {
    if (before == null) {
      return;
    }
    mirrors.pods().stream()
        .flatMap(pods -> pods.all().stream())
        .filter(pod -> pod.owner() != null && pod.key().namespace().equals(namespace.name()))
        .forEach(pod -> look(pod.bucket()));
  }

  private void look(@Nullable ObjectKey bucket) {
    if (bucket != null) {
      controller.queue().add(bucket, GATHER);
    }
  }
}
