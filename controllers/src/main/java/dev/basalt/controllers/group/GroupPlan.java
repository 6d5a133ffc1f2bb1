package dev.basalt.controllers.group;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.controllers.group.GroupRecord.Made;
import dev.basalt.core.resource.ResourceList;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The groups that an owner's pods should have.
 *
 * <p>All pods of an owner share a group, unless they name different queues, or its steps are to be
 * set apart: a pod counts in the queue that it names itself.
 *
 * @param groups those there should be
 * @param obsolete those there should be no longer
 * @param complaints what cannot be honoured
 */
record GroupPlan(List<Group> groups, List<GroupRecord> obsolete, List<Complaint> complaints) {
  private static final String STEP = "step";
  private static final int MAX_NAME = 253;

  /** What an owner's pods and its groups are at a moment. */
  record Sight(
      Owner owner,
      @Nullable Workload workload,
      Wishes ownerWishes,
      String namespaceQueue,
      List<MemberPod> pods,
      Map<String, GroupRecord> groups) {}

  /**
   * A group.
   *
   * @param queue empty for the default queue, or whichever the group has
   * @param pods those that hold room or want some, the oldest first
   * @param members those that are to name it: of a gang also what has ended, or one that ended
   *     early would be missing for ever
   */
  record Group(
      String name, String queue, Made made, List<MemberPod> pods, List<MemberPod> members) {
    /** Whether the group that there is differs. */
    boolean differs(GroupRecord there) {
      return !made.equals(there.made()) || (!queue.isEmpty() && !queue.equals(there.queue()));
    }
  }

  /** What a person should know about a pod. */
  record Complaint(MemberPod pod, String reason, String message) {}

  static GroupPlan of(Sight sight) {
    List<Group> groups = new ArrayList<>();
    List<Complaint> complaints = new ArrayList<>();
    Map<String, List<MemberPod>> steps = new TreeMap<>();
    for (MemberPod pod : sight.pods().stream().sorted(MemberPod.BY_AGE).toList()) {
      steps.computeIfAbsent(stepOf(sight, pod), first -> new ArrayList<>()).add(pod);
    }
    steps.forEach((step, pods) -> divide(sight, step, pods, groups, complaints));
    Map<String, Group> wanted = new LinkedHashMap<>();
    groups.forEach(group -> wanted.put(group.name(), group));
    List<GroupRecord> obsolete = new ArrayList<>();
    for (GroupRecord there : sight.groups().values()) {
      if (!wanted.containsKey(there.key().name())) {
        leftOver(sight, there, groups, obsolete);
      }
    }
    return new GroupPlan(groups, obsolete, complaints);
  }

  private static String stepOf(Sight sight, MemberPod pod) {
    String by = first(pod.wishes().groupBy(), sight.ownerWishes().groupBy());
    return by.equals(STEP) ? pod.step() : "";
  }

  /** Admission writes the namespace's queue on pods that name none: that is the weakest word. */
  private static String queueOf(Sight sight, MemberPod pod) {
    String own = pod.wishes().queue();
    String elsewhere = first(sight.ownerWishes().queue(), sight.namespaceQueue());
    return own.equals(sight.namespaceQueue()) ? elsewhere : first(own, elsewhere);
  }

  /** Divides the pods of a step by the queues that they name. */
  private static void divide(
      Sight sight,
      String step,
      List<MemberPod> pods,
      List<Group> groups,
      List<Complaint> complaints) {
    String base = sight.owner().groupName() + (step.isEmpty() ? "" : "-" + hash(step));
    Map<String, List<MemberPod>> queues = new LinkedHashMap<>();
    for (MemberPod pod : pods) {
      String queue = queueOf(sight, pod);
      queues
          .computeIfAbsent(
              queue.isEmpty() ? VolcanoNames.DEFAULT_QUEUE : queue, first -> new ArrayList<>())
          .add(pod);
    }
    String main = mainQueue(queues, sight.groups().get(base));
    queues.forEach((queue, members) -> {
      String name = queue.equals(main) ? base : apart(base, queue);
      Group group = group(sight, name, queue, members, complaints);
      groups.add(group);
      if (!queue.equals(main) && group.made().minMember() > 1 && !group.pods().isEmpty()) {
        MemberPod pod = group.pods().getFirst();
        complaints.add(
            new Complaint(
                pod,
                "QueueConflict",
                "it names queue %s, others of its gang name queue %s; a gang is in one queue: name the same for all"
                    .formatted(queue, main)));
      }
    });
  }

  /** The queue of the group without a suffix: the one it has, while some pod still names that. */
  private static String mainQueue(
      Map<String, List<MemberPod>> queues, @Nullable GroupRecord there) {
    if (there != null
        && queues.getOrDefault(there.queue(), List.of()).stream().anyMatch(MemberPod::alive)) {
      return there.queue();
    }
    return queues.entrySet().stream()
        .filter(entry -> entry.getValue().stream().anyMatch(MemberPod::alive))
        .findFirst()
        .map(Map.Entry::getKey)
        .orElseGet(() -> queues.keySet().iterator().next());
  }

  private static Group group(
      Sight sight, String name, String queue, List<MemberPod> members, List<Complaint> complaints) {
    List<MemberPod> alive = members.stream().filter(MemberPod::alive).toList();
    GroupRecord there = sight.groups().get(name);
    if (alive.isEmpty()) {
      Made made = there == null ? Made.UNKNOWN : idle(there.made());
      return new Group(
          name, there == null ? queue : "", made, alive, named(members, made.minMember()));
    }
    Asked asked = Asked.of(sight.ownerWishes(), alive, complaints);
    int minMember = bounded(sight, asked.minMember(), alive.getFirst(), complaints);
    Map<String, String> annotations = new TreeMap<>(sight.ownerWishes().annotations());
    annotations.putAll(alive.getFirst().wishes().annotations());
    Map<String, String> labels = new TreeMap<>(sight.ownerWishes().labels());
    labels.putAll(alive.getFirst().wishes().labels());
    if (there != null) {
      // What somebody took off the workload stays on the group: it may be somebody else's by now.
      there.made().annotations().forEach(annotations::putIfAbsent);
      there.made().labels().forEach(labels::putIfAbsent);
    }
    ResourceList least = asked.minResources();
    Made made =
        new Made(
            minMember,
            least == null ? sum(alive, minMember) : least,
            alive.getFirst().priorityClass(),
            Map.copyOf(annotations),
            Map.copyOf(labels),
            user(alive));
    return new Group(name, queue, made, alive, named(members, minMember));
  }

  private static List<MemberPod> named(List<MemberPod> members, int minMember) {
    return members.stream()
        .filter(pod -> pod.alive() || (minMember > 1 && !pod.leaving()))
        .toList();
  }

  /** Nothing lives in it: it keeps what it says, but no room is promised for it. */
  private static Made idle(Made made) {
    return new Made(
        made.minMember(),
        null,
        made.priorityClass(),
        made.annotations(),
        made.labels(),
        made.user());
  }

  /** A group beyond what its owner wants would never start; one that grows one by one neither. */
  private static int bounded(
      Sight sight, int minMember, MemberPod pod, List<Complaint> complaints) {
    Workload workload = sight.workload();
    if (workload == null || minMember <= 1) {
      return minMember;
    }
    if (workload.oneByOne()) {
      complaints.add(
          new Complaint(
              pod,
              "GangOneByOne",
              "%s: its pods are made one by one, each once the one before is ready, so they cannot start together; set podManagementPolicy: Parallel"
                  .formatted(VolcanoNames.GROUP_MIN_MEMBER)));
      return 1;
    }
    return Math.max(1, Math.min(minMember, workload.wanted()));
  }

  /** What the oldest pods need, as many as start together; those to come are as the last one. */
  private static ResourceList sum(List<MemberPod> alive, int minMember) {
    Map<String, Long> sum = new TreeMap<>();
    for (int i = 0; i < minMember; i++) {
      alive
          .get(Math.min(i, alive.size() - 1))
          .requests()
          .forEach((name, amount) -> sum.merge(name, amount, GroupPlan::saturated));
    }
    return ResourceList.of(sum);
  }

  private static long saturated(long first, long second) {
    long sum = first + second;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  /**
   * Whose all pods are by what admission wrote on them; what owners and templates say counts not.
   */
  private static String user(List<MemberPod> alive) {
    String user = alive.getFirst().user();
    return alive.stream().allMatch(pod -> pod.user().equals(user)) ? user : "";
  }

  /** A group without pods: gone with a workload that wants none, else it only waits. */
  private static void leftOver(
      Sight sight, GroupRecord there, List<Group> groups, List<GroupRecord> obsolete) {
    Workload workload = sight.workload();
    boolean apart = !there.key().name().equals(sight.owner().groupName());
    if (apart || (workload != null && workload.wanted() == 0)) {
      obsolete.add(there);
    } else {
      groups.add(new Group(there.key().name(), "", idle(there.made()), List.of(), List.of()));
    }
  }

  private static String apart(String base, String queue) {
    String name = base + "-" + queue;
    return name.length() <= MAX_NAME ? name : base + "-" + hash(queue);
  }

  private static String hash(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString().substring(0, 8);
  }

  private static String first(String preferred, String other) {
    return preferred.isEmpty() ? other : preferred;
  }
}
