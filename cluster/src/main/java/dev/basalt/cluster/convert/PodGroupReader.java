package dev.basalt.cluster.convert;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.PodGroupPhase;
import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.SubGroupPolicy;
import dev.basalt.core.event.UserSource;
import dev.basalt.core.resource.ResourceList;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads PodGroups. */
public final class PodGroupReader {
  private PodGroupReader() {}

  /** Takes users from their usual annotation. */
  public static PodGroupSpec read(PodGroup group) {
    return read(group, UserSource.USER_ANNOTATION);
  }

  /**
   * The group as far as scheduling reads it; never fails, see {@link PodGroupSpec#problem}.
   *
   * @param user the label or annotation that says whose a group is
   */
  public static PodGroupSpec read(PodGroup group, UserSource user) {
    ObjectMeta metadata = group.getMetadata();
    dev.basalt.api.scheduling.PodGroupSpec spec = group.getSpec();
    if (spec == null) {
      spec = new dev.basalt.api.scheduling.PodGroupSpec(null, null, null, null, null, null, null);
    }
    List<String> problems = new ArrayList<>();
    int minMember = count("spec.minMember", spec.minMember(), problems);
    Map<String, Integer> minTaskMember = new TreeMap<>();
    if (spec.minTaskMember() != null) {
      new TreeMap<>(spec.minTaskMember())
          .forEach((task, count) ->
              minTaskMember.put(task, count("spec.minTaskMember[" + task + "]", count, problems)));
    }
    Amounts minResources = Fields.amounts(spec.minResources());
    if (minResources.problem() != null) {
      problems.add("spec.minResources." + minResources.problem());
    }
    Map<String, String> annotations = Fields.entries(metadata.getAnnotations());
    long estimate =
        Lengths.millis(
            BasaltNames.RUNNING_ESTIMATE,
            annotations.get(BasaltNames.RUNNING_ESTIMATE),
            problems::add);
    String slaKey =
        annotations.containsKey(VolcanoNames.SLA_WAITING_TIME)
            ? VolcanoNames.SLA_WAITING_TIME
            : VolcanoNames.PLAIN_SLA_WAITING_TIME;
    long slaWaiting = Lengths.millis(slaKey, annotations.get(slaKey), problems::add);
    List<SubGroupPolicy> subGroups = subGroups(spec, problems);
    return PodGroupSpec.builder(
            Fields.text(metadata.getUid()),
            Fields.text(metadata.getNamespace()),
            Fields.text(metadata.getName()))
        .queue(Fields.text(spec.queue()))
        .minMember(minMember)
        .minTaskMember(minTaskMember)
        .priorityClassName(Fields.text(spec.priorityClassName()))
        .minResources(spec.minResources() == null ? null : requests(minResources.list()))
        .minLimits(limits(minResources.list()))
        .createdMillis(Fields.millis(metadata.getCreationTimestamp()))
        .phase(phase(group.getStatus() == null ? null : group.getStatus().phase()))
        .zone(Fields.annotation(metadata, BasaltNames.ZONE))
        .owner(Fields.annotation(metadata, BasaltNames.OWNER))
        .unsupported(unsupported(spec))
        .problem(problems.isEmpty() ? null : problems.getFirst())
        .user(user(metadata, user))
        .estimateMillis(estimate)
        .slaWaitingMillis(slaWaiting)
        .subGroupPolicies(subGroups)
        .build();
  }

  private static @Nullable String user(ObjectMeta metadata, UserSource source) {
    Map<String, String> marks =
        source.kind() == UserSource.Kind.LABEL ? metadata.getLabels() : metadata.getAnnotations();
    String user = Fields.entries(marks).get(source.key());
    return user == null || user.isEmpty() ? null : user;
  }

  private static int count(String field, @Nullable Integer value, List<String> problems) {
    int count = Fields.number(value);
    if (count < 0) {
      problems.add(field + ": " + count + " is negative; write 0 or more");
    }
    return Math.max(count, 0);
  }

  /** What the pods request; Volcano's controllers state that under the names of quotas too. */
  private static ResourceList requests(ResourceList stated) {
    Map<String, Long> amounts = new TreeMap<>();
    stated.forEach((name, amount) -> {
      String resource = QuotaKeys.requested(name);
      if (resource != null) {
        amounts.merge(resource, amount, Math::max);
      }
    });
    return ResourceList.of(amounts);
  }

  private static @Nullable ResourceList limits(ResourceList stated) {
    Map<String, Long> amounts = new TreeMap<>();
    stated.forEach((name, amount) -> {
      if (QuotaKeys.isLimit(name)) {
        amounts.put(name, amount);
      }
    });
    return amounts.isEmpty() ? null : ResourceList.of(amounts);
  }

  private static GroupPhase phase(@Nullable PodGroupPhase phase) {
    return switch (phase) {
      case null -> GroupPhase.PENDING;
      case PENDING -> GroupPhase.PENDING;
      case INQUEUE -> GroupPhase.INQUEUE;
      case RUNNING -> GroupPhase.RUNNING;
      case UNKNOWN -> GroupPhase.UNKNOWN;
      case COMPLETED -> GroupPhase.COMPLETED;
    };
  }

  private static List<SubGroupPolicy> subGroups(
      dev.basalt.api.scheduling.PodGroupSpec spec, List<String> problems) {
    List<SubGroupPolicy> policies = new ArrayList<>();
    for (dev.basalt.api.scheduling.SubGroupPolicy policy : Fields.items(spec.subGroupPolicy())) {
      String field = "spec.subGroupPolicy[" + policies.size() + "]";
      int size = policy.subGroupSize() == null ? 1 : policy.subGroupSize();
      if (size < 1) {
        problems.add(field + ".subGroupSize: " + size + " is no size; write 1 or more");
      }
      policies.add(
          new SubGroupPolicy(
              Fields.text(policy.name()),
              SelectorReader.read(field + ".labelSelector", policy.labelSelector(), problems),
              Fields.items(policy.matchLabelKeys()),
              Math.max(1, size),
              count(field + ".minSubGroups", policy.minSubGroups(), problems)));
    }
    return policies;
  }

  private static List<String> unsupported(dev.basalt.api.scheduling.PodGroupSpec spec) {
    List<String> unsupported = new ArrayList<>();
    if (spec.networkTopology() != null) {
      unsupported.add("spec.networkTopology");
    }
    List<dev.basalt.api.scheduling.SubGroupPolicy> policies = Fields.items(spec.subGroupPolicy());
    for (int i = 0; i < policies.size(); i++) {
      if (policies.get(i).networkTopology() != null) {
        unsupported.add("spec.subGroupPolicy[" + i + "].networkTopology");
      }
    }
    return unsupported;
  }
}
