package dev.basalt.app.stories;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.DequeueStrategy;
import dev.basalt.api.scheduling.Guarantee;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.api.scheduling.QueueState;
import dev.basalt.api.scheduling.QueueStatus;
import dev.basalt.api.scheduling.SubGroupPolicy;
import dev.basalt.api.zone.Lend;
import dev.basalt.api.zone.NodeZone;
import dev.basalt.api.zone.ReservedFor;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.NodeZoneSpec;
import dev.basalt.core.event.Taint;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClassBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What else a story is made of, as objects for an API server. */
final class RealObjects {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RealObjects() {}

  static Node node(NodeSpec spec) {
    Map<String, Quantity> room = RealPods.quantities(spec.allocatable().toQuantities());
    List<io.fabric8.kubernetes.api.model.Taint> taints = new ArrayList<>();
    for (Taint taint : spec.taints()) {
      taints.add(
          new io.fabric8.kubernetes.api.model.Taint(
              effect(taint.effect()), taint.key(), null, taint.value()));
    }
    return new NodeBuilder()
        .withNewMetadata()
        .withName(spec.name())
        .withLabels(spec.labels())
        .endMetadata()
        .withNewSpec()
        .withTaints(taints)
        .withUnschedulable(spec.unschedulable() ? true : null)
        .endSpec()
        .withNewStatus()
        .withCapacity(room)
        .withAllocatable(room)
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .withReason("KubeletReady")
        .endCondition()
        .endStatus()
        .build();
  }

  static String effect(Taint.Effect effect) {
    return switch (effect) {
      case NO_SCHEDULE -> "NoSchedule";
      case PREFER_NO_SCHEDULE -> "PreferNoSchedule";
      case NO_EXECUTE -> "NoExecute";
    };
  }

  static Queue queue(dev.basalt.core.event.QueueSpec spec, UnaryOperator<String> namespaces) {
    QueueSpec written =
        new QueueSpec(
            spec.weight(),
            amounts(spec.capability()),
            amounts(spec.deserved()),
            spec.guarantee().isEmpty() ? null : new Guarantee(amounts(spec.guarantee())),
            spec.reclaimable(),
            spec.priority(),
            spec.parent().isEmpty() ? null : spec.parent(),
            null,
            spec.fifo() ? DequeueStrategy.FIFO : null,
            null,
            null);
    Queue queue = Queue.of(spec.name(), written);
    queue.getMetadata().setAnnotations(annotations(spec, namespaces));
    QueueState state = spec.open() ? QueueState.OPEN : QueueState.CLOSED;
    queue.setStatus(new QueueStatus(state, null, null, null, null, null, null, null));
    return queue;
  }

  private static Map<String, String> annotations(
      dev.basalt.core.event.QueueSpec spec, UnaryOperator<String> namespaces) {
    Map<String, String> annotations = new HashMap<>();
    if (spec.maxRunningJobs() != dev.basalt.core.event.QueueSpec.UNLIMITED) {
      annotations.put(BasaltNames.MAX_RUNNING_JOBS, Integer.toString(spec.maxRunningJobs()));
    }
    if (spec.maxPendingPods() != dev.basalt.core.event.QueueSpec.UNLIMITED) {
      annotations.put(BasaltNames.MAX_PENDING_PODS, Integer.toString(spec.maxPendingPods()));
    }
    if (!spec.namespaces().isEmpty()) {
      List<String> real = new ArrayList<>();
      for (String pattern : spec.namespaces()) {
        real.add(pattern.endsWith("*") ? pattern : namespaces.apply(pattern));
      }
      annotations.put(BasaltNames.NAMESPACES, String.join(",", real));
    }
    if (spec.zone() != null) {
      annotations.put(BasaltNames.ZONE, spec.zone());
    }
    if (!spec.hierarchy().isEmpty()) {
      annotations.put(VolcanoNames.HIERARCHY, spec.hierarchy());
    }
    if (!spec.hierarchyWeights().isEmpty()) {
      annotations.put(VolcanoNames.HIERARCHY_WEIGHTS, spec.hierarchyWeights());
    }
    return annotations;
  }

  static PodGroup group(Gang gang, String namespace, Pace pace) {
    PodGroupSpec spec =
        new PodGroupSpec(
            gang.minMember(),
            gang.minTaskMember().isEmpty() ? null : gang.minTaskMember(),
            gang.queue().isEmpty() ? null : gang.queue(),
            gang.priorityClassName().isEmpty() ? null : gang.priorityClassName(),
            least(gang),
            null,
            gang.subGroups().isEmpty()
                ? null
                : gang.subGroups().stream().map(RealObjects::subGroups).toList());
    PodGroup group = PodGroup.of(namespace, gang.name(), spec);
    Map<String, String> annotations = new HashMap<>();
    if (gang.user() != null) {
      annotations.put(BasaltNames.USER, gang.user());
    }
    if (gang.zone() != null) {
      annotations.put(BasaltNames.ZONE, gang.zone());
    }
    if (!gang.estimate().isZero()) {
      annotations.put(BasaltNames.RUNNING_ESTIMATE, pace.text(gang.estimate().toMillis()));
    }
    if (!gang.slaWaiting().isZero()) {
      annotations.put(VolcanoNames.SLA_WAITING_TIME, pace.text(gang.slaWaiting().toMillis()));
    }
    group.getMetadata().setAnnotations(annotations);
    return group;
  }

  private static @Nullable Map<String, Quantity> least(Gang gang) {
    ResourceList requests = gang.minResources();
    ResourceList limits = gang.minLimits();
    if (requests == null) {
      return limits == null ? null : RealPods.quantities(limits.toQuantities());
    }
    return RealPods.quantities((limits == null ? requests : requests.plus(limits)).toQuantities());
  }

  private static SubGroupPolicy subGroups(dev.basalt.core.event.SubGroupPolicy policy) {
    return new SubGroupPolicy(
        policy.name(),
        null,
        policy.size(),
        policy.minSubGroups(),
        RealPeers.selector(policy.selector()),
        policy.matchLabelKeys());
  }

  static Namespace namespace(NamespaceSpec spec, String name) {
    Map<String, String> annotations = new HashMap<>();
    if (spec.quota() != null) {
      annotations.put(BasaltNames.QUOTA, json(spec.quota().toQuantities()));
    }
    if (spec.fairShareWeight() != 1) {
      annotations.put(BasaltNames.FAIR_SHARE_WEIGHT, Double.toString(spec.fairShareWeight()));
    }
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(spec.labels())
        .withAnnotations(annotations)
        .endMetadata()
        .build();
  }

  static NodeZone zone(NodeZoneSpec spec) {
    ReservedFor reserved =
        spec.reserved()
            ? new ReservedFor(List.copyOf(spec.queues()), List.copyOf(spec.priorityClasses()))
            : null;
    Lend lend =
        spec.lends()
            ? new Lend(
                List.copyOf(spec.lendTo()),
                (int) TimeUnit.NANOSECONDS.toSeconds(spec.noticeNanos()))
            : null;
    return NodeZone.of(
        spec.name(),
        new dev.basalt.api.zone.NodeZoneSpec(
            reserved, lend, spec.selector() == null ? null : RealPeers.selector(spec.selector())));
  }

  /** The class of a pod's own priority and policy, null for the usual ones. */
  static @Nullable PriorityClass priorityClass(PodTemplate template) {
    if (template.priority() == 0 && template.preempts()) {
      return null;
    }
    String name =
        "story-%s%d%s"
            .formatted(
                template.priority() < 0 ? "minus-" : "",
                Math.abs((long) template.priority()),
                template.preempts() ? "" : "-never");
    return new PriorityClassBuilder(priorityClass(name, template.priority()))
        .withPreemptionPolicy(template.preempts() ? "PreemptLowerPriority" : "Never")
        .build();
  }

  static PriorityClass priorityClass(String name, int value) {
    return new PriorityClassBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withValue(value)
        .build();
  }

  private static @Nullable Map<String, Quantity> amounts(ResourceList amounts) {
    return amounts.isEmpty() ? null : RealPods.quantities(amounts.toQuantities());
  }

  private static String json(Map<String, String> texts) {
    try {
      return JSON.writeValueAsString(texts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of texts is always JSON", e);
    }
  }
}
