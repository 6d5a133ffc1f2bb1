package dev.basalt.cluster.convert;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.PodGroupPhase;
import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.PodGroupSpec;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads PodGroups. */
public final class PodGroupReader {
  private PodGroupReader() {}

  /** The group as far as scheduling reads it; never fails, see {@link PodGroupSpec#problem}. */
  public static PodGroupSpec read(PodGroup group) {
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
    return PodGroupSpec.builder(
            Fields.text(metadata.getUid()),
            Fields.text(metadata.getNamespace()),
            Fields.text(metadata.getName()))
        .queue(Fields.text(spec.queue()))
        .minMember(minMember)
        .minTaskMember(minTaskMember)
        .priorityClassName(Fields.text(spec.priorityClassName()))
        .minResources(spec.minResources() == null ? null : minResources.list())
        .createdMillis(Fields.millis(metadata.getCreationTimestamp()))
        .phase(phase(group.getStatus() == null ? null : group.getStatus().phase()))
        .zone(Fields.annotation(metadata, BasaltNames.ZONE))
        .owner(Fields.annotation(metadata, BasaltNames.OWNER))
        .unsupported(unsupported(spec))
        .problem(problems.isEmpty() ? null : problems.getFirst())
        .build();
  }

  private static int count(String field, @Nullable Integer value, List<String> problems) {
    int count = Fields.number(value);
    if (count < 0) {
      problems.add(field + ": " + count + " is negative; write 0 or more");
    }
    return Math.max(count, 0);
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

  private static List<String> unsupported(dev.basalt.api.scheduling.PodGroupSpec spec) {
    List<String> unsupported = new ArrayList<>();
    if (spec.networkTopology() != null) {
      unsupported.add("spec.networkTopology");
    }
    if (!Fields.items(spec.subGroupPolicy()).isEmpty()) {
      unsupported.add("spec.subGroupPolicy");
    }
    return unsupported;
  }
}
