package dev.basalt.controllers.group;

import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.Json;
import dev.basalt.controllers.group.GroupPlan.Complaint;
import dev.basalt.controllers.group.GroupPlan.Group;
import dev.basalt.controllers.runtime.ApiPaths;
import dev.basalt.controllers.runtime.Next;
import dev.basalt.controllers.runtime.Notices;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.Reconciler;
import dev.basalt.controllers.runtime.WriteFailedException;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Brings the groups of one owner's pods to what they should be, then the pods into them. */
final class GroupReconciler implements Reconciler {
  private static final Duration QUOTA_RETRY = Duration.ofSeconds(5);
  private static final Duration REFUSED_RETRY = Duration.ofSeconds(30);
  private static final Duration TAKEN_RETRY = Duration.ofSeconds(1);

  /** Kinds are watched apart: a pod may be seen before its owner. */
  private static final Duration OWNER_RETRY = Duration.ofMillis(100);

  private static final Duration OWNER_PATIENCE = Duration.ofSeconds(5);
  private static final int CONFLICT = 409;
  private static final int GONE = 404;

  private final WorkloadMirrors mirrors;
  private final GroupWatch groups;
  private final OwnerLookup owners;
  private final Writer writer;
  private final Notices notices;
  private final Clock clock;

  /** What was said last about an owner's pods, so that it is said once. */
  private final Map<ObjectKey, List<String>> said = new ConcurrentHashMap<>();

  /** Groups that pods were put into, by the pods' UIDs, until their watch shows it. */
  private final Map<String, String> written = new ConcurrentHashMap<>();

  GroupReconciler(
      WorkloadMirrors mirrors, GroupWatch groups, Writer writer, Notices notices, Clock clock) {
    this.mirrors = mirrors;
    this.groups = groups;
    this.owners = new OwnerLookup(writer, clock);
    this.writer = writer;
    this.notices = notices;
    this.clock = clock;
  }

  /** A pod was seen anew. */
  void seen(@Nullable MemberPod before, @Nullable MemberPod after) {
    if (after != null) {
      written.remove(after.uid(), after.group());
    } else if (before != null) {
      written.remove(before.uid());
    }
  }

  @Override
  public Next reconcile(ObjectKey bucket) throws InterruptedException {
    List<MemberPod> pods =
        mirrors.podsOf(bucket).stream().filter(pod -> pod.owner() != null).toList();
    Map<String, GroupRecord> there = new HashMap<>();
    for (GroupRecord group : groups.groups().of(bucket)) {
      if (!group.terminating()) {
        there.put(group.key().name(), group);
      }
    }
    Owner owner = owner(pods, there);
    if (owner == null) {
      said.remove(bucket);
      return Next.never();
    }
    if (!pods.isEmpty() && tooEarly(owner, bucket.namespace(), pods)) {
      return Next.after(OWNER_RETRY);
    }
    Workload workload = mirrors.workload(bucket);
    GroupPlan plan =
        GroupPlan.of(
            new GroupPlan.Sight(
                owner,
                workload,
                wishes(owner, workload, bucket.namespace(), pods),
                mirrors.queueOf(bucket.namespace()),
                pods,
                there));
    List<String> words = new ArrayList<>();
    plan.complaints().forEach(complaint -> say(bucket, complaint, words));
    Next next = Next.never();
    for (Group group : plan.groups()) {
      next = next.or(bring(bucket, owner, group, there.get(group.name()), words));
    }
    for (GroupRecord old : plan.obsolete()) {
      writer.delete(ApiPaths.podGroup(old.key()), old.uid(), null);
    }
    if (words.isEmpty()) {
      said.remove(bucket);
    } else {
      said.put(bucket, words);
    }
    return next;
  }

  private static @Nullable Owner owner(List<MemberPod> pods, Map<String, GroupRecord> there) {
    return pods.isEmpty()
        ? there.values().stream()
            .map(GroupRecord::owner)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null)
        : pods.getFirst().owner();
  }

  private boolean tooEarly(Owner owner, String namespace, List<MemberPod> pods) {
    long youngest = pods.stream().mapToLong(MemberPod::createdMillis).max().orElse(0);
    return mirrors.unseen(owner, namespace)
        && clock.epochMillis() - youngest < OWNER_PATIENCE.toMillis();
  }

  private Wishes wishes(
      Owner owner, @Nullable Workload workload, String namespace, List<MemberPod> pods)
      throws InterruptedException {
    if (workload != null) {
      return workload.wishes();
    }
    return pods.stream().anyMatch(MemberPod::alive) ? owners.wishes(owner, namespace) : Wishes.NONE;
  }

  /** Makes or changes a group, and puts its pods into it. */
  private Next bring(
      ObjectKey bucket, Owner owner, Group group, @Nullable GroupRecord there, List<String> words)
      throws InterruptedException {
    if (there != null) {
      if (group.differs(there)) {
        writer.merge(ApiPaths.podGroup(there.key()), GroupBodies.changed(group, there));
      }
    } else if (group.pods().isEmpty()) {
      return Next.never();
    } else {
      ApiResponse response =
          writer.create(
              ApiPaths.podGroups(bucket.namespace()),
              Json.bytes(GroupBodies.created(group, owner, bucket.namespace())));
      if (!response.successful()) {
        return refused(bucket, group, response, words);
      }
    }
    gather(group);
    return Next.never();
  }

  private Next refused(ObjectKey bucket, Group group, ApiResponse response, List<String> words) {
    if (response.status() == CONFLICT) {
      // Made a moment ago and not seen yet, or left behind by another of that name.
      return Next.after(TAKEN_RETRY);
    }
    WriteFailedException failure =
        WriteFailedException.of("create PodGroup " + group.name(), response);
    if (!failure.exceedsQuota() && !failure.refused()) {
      throw failure;
    }
    say(
        bucket,
        new Complaint(
            group.pods().getFirst(),
            failure.exceedsQuota() ? "QuotaExceeded" : "PodGroupRefused",
            "its PodGroup " + group.name() + " cannot be made: " + response.message()),
        words);
    return Next.after(failure.exceedsQuota() ? QUOTA_RETRY : REFUSED_RETRY);
  }

  /** Names the group on the pods that do not name it yet. */
  private void gather(Group group) throws InterruptedException {
    Map<String, MemberPod> byPath = new HashMap<>();
    List<ApiRequest> requests = new ArrayList<>();
    for (MemberPod pod : group.members()) {
      if (!pod.group().equals(group.name()) && !group.name().equals(written.get(pod.uid()))) {
        byPath.put(ApiPaths.pod(pod.key()), pod);
        requests.add(
            Writer.patching(ApiPaths.pod(pod.key()), GroupBodies.membership(pod, group.name())));
      }
    }
    AtomicReference<@Nullable WriteFailedException> failure = new AtomicReference<>();
    writer.sendAll(
        requests.iterator(),
        (request, response) -> {
          MemberPod pod = Objects.requireNonNull(byPath.get(request.path()));
          if (response.successful()) {
            written.put(pod.uid(), group.name());
          } else if (response.status() != GONE && response.status() != CONFLICT) {
            failure.set(
                WriteFailedException.of("put pod " + pod.key() + " into its group", response));
          }
          return failure.get() == null;
        });
    WriteFailedException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  private void say(ObjectKey bucket, Complaint complaint, List<String> words) {
    String word = complaint.reason() + " " + complaint.message();
    if (words.contains(word)) {
      return;
    }
    words.add(word);
    if (!said.getOrDefault(bucket, List.of()).contains(word)) {
      notices.event(
          new PodBuilder()
              .withNewMetadata()
              .withNamespace(complaint.pod().key().namespace())
              .withName(complaint.pod().key().name())
              .withUid(complaint.pod().uid())
              .endMetadata()
              .build(),
          true,
          complaint.reason(),
          complaint.message());
    }
  }
}
