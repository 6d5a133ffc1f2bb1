package dev.basalt.app.stories;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.core.event.ClaimUse;
import dev.basalt.core.event.HostPort;
import dev.basalt.core.event.NodeAffinity;
import dev.basalt.core.event.NodeAffinity.Expression;
import dev.basalt.core.event.NodeAffinity.Operator;
import dev.basalt.core.event.NodeAffinity.Preference;
import dev.basalt.core.event.NodeAffinity.Term;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.RunTime;
import dev.basalt.sim.cluster.PodRequest;
import dev.basalt.sim.workload.PodRun;
import dev.basalt.sim.workload.PodTemplate;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.NodeAffinityBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinity;
import io.fabric8.kubernetes.api.model.PodAntiAffinity;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PreferredSchedulingTerm;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Pods of stories as objects for an API server. */
final class RealPods {
  private final Pace pace;
  private final RealPeers peers;

  /**
   * Writes pods.
   *
   * @param namespaces from a namespace of the story to that on the API server
   */
  RealPods(Pace pace, UnaryOperator<String> namespaces) {
    this.pace = pace;
    this.peers = new RealPeers(namespaces);
  }

  /** The pod, without what the API server makes of its priority. */
  Pod pod(PodRequest request, String namespace) {
    PodTemplate template = request.template();
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(request.name())
        .withLabels(request.template().labels())
        .withAnnotations(annotations(request))
        .endMetadata()
        .withSpec(spec(request, template))
        .build();
  }

  private Map<String, String> annotations(PodRequest request) {
    PodTemplate template = request.template();
    Map<String, String> annotations = new HashMap<>();
    if (request.group() != null) {
      annotations.put(VolcanoNames.GROUP_NAME, request.group());
    }
    if (template.queue() != null) {
      annotations.put(VolcanoNames.QUEUE_NAME, template.queue());
    }
    if (!template.taskName().isEmpty()) {
      annotations.put(VolcanoNames.TASK_SPEC, template.taskName());
    }
    if (!template.preemptable()) {
      annotations.put(VolcanoNames.PREEMPTABLE, "false");
    }
    if (template.user() != null) {
      annotations.put(BasaltNames.USER, template.user());
    }
    if (template.shape().zone() != null) {
      annotations.put(BasaltNames.ZONE, template.shape().zone());
    }
    if (template.cooldownMillis() > 0) {
      annotations.put(VolcanoNames.COOLDOWN_TIME, pace.text(template.cooldownMillis()));
    }
    RunTime runTime = template.runTime();
    if (runTime.statedMillis() > 0) {
      annotations.put(BasaltNames.RUNNING_ESTIMATE, pace.text(runTime.statedMillis()));
    }
    if (!runTime.template().isEmpty()) {
      annotations.put(VolcanoNames.TEMPLATE_UID, runTime.template());
    }
    PodRun run = template.run();
    if (run.durationNanos() != PodRun.FOREVER) {
      long millis = pace.of(Duration.ofNanos(run.durationNanos())).toMillis();
      annotations.put(BasaltNames.SIM_DURATION, millis + "ms");
      annotations.put(BasaltNames.SIM_EXIT_CODE, Integer.toString(run.exitCode()));
    }
    return annotations;
  }

  private PodSpec spec(PodRequest request, PodTemplate template) {
    PodShape shape = template.shape();
    PodSpecBuilder spec =
        new PodSpecBuilder()
            .withSchedulerName(template.schedulerName())
            .withNodeName(request.nodeName())
            .withRestartPolicy("Never")
            .withTerminationGracePeriodSeconds(pace.graceSeconds(template.gracePeriodMillis()))
            .withNodeSelector(shape.nodeSelector())
            .withTolerations(tolerations(shape))
            .withTopologySpreadConstraints(RealPeers.spread(shape))
            .withVolumes(volumes(shape))
            .addNewContainer()
            .withName("main")
            .withImage("none")
            .withPorts(shape.hostPorts().stream().map(RealPods::port).toList())
            .withNewResources()
            .withRequests(quantities(shape.requests().toQuantities()))
            .withLimits(limits(template))
            .endResources()
            .endContainer();
    if (template.gated()) {
      spec.withSchedulingGates(new PodSchedulingGate("story.basalt.dev/gate"));
    }
    long limitMillis = template.runTime().limitMillis();
    if (limitMillis > 0) {
      spec.withActiveDeadlineSeconds(pace.graceSeconds(limitMillis));
    }
    NodeAffinity node = shape.affinity();
    PodAffinity near = peers.near(shape);
    PodAntiAffinity apart = peers.apart(shape);
    if (!node.equals(NodeAffinity.NONE) || near != null || apart != null) {
      spec.withAffinity(
          new Affinity(node.equals(NodeAffinity.NONE) ? null : affinity(node), near, apart));
    }
    return spec.build();
  }

  /** Resources of devices must have limits, equal to their requests. */
  private static Map<String, Quantity> limits(PodTemplate template) {
    Map<String, Quantity> limits = quantities(template.requests().toQuantities());
    limits.keySet().removeIf(resource -> !resource.contains("/"));
    quantities(template.limits().toQuantities())
        .forEach((key, limit) -> limits.put(key.substring("limits.".length()), limit));
    return limits;
  }

  private static List<Volume> volumes(PodShape shape) {
    List<Volume> volumes = new ArrayList<>();
    for (ClaimUse use : shape.claims()) {
      if (use.podUid() == null) {
        volumes.add(
            new VolumeBuilder()
                .withName("volume-" + volumes.size())
                .withNewPersistentVolumeClaim(use.name(), false)
                .build());
      }
    }
    return volumes;
  }

  private static io.fabric8.kubernetes.api.model.NodeAffinity affinity(NodeAffinity affinity) {
    List<PreferredSchedulingTerm> preferred = new ArrayList<>();
    for (Preference preference : affinity.preferred()) {
      preferred.add(new PreferredSchedulingTerm(term(preference.term()), preference.weight()));
    }
    List<NodeSelectorTerm> required = affinity.required().stream().map(RealPods::term).toList();
    var node = new NodeAffinityBuilder();
    node.withPreferredDuringSchedulingIgnoredDuringExecution(preferred);
    if (!required.isEmpty()) {
      node.withNewRequiredDuringSchedulingIgnoredDuringExecution()
          .withNodeSelectorTerms(required)
          .endRequiredDuringSchedulingIgnoredDuringExecution();
    }
    return node.build();
  }

  static NodeSelectorTerm term(Term term) {
    return new NodeSelectorTerm(
        term.expressions().stream().map(RealPods::requirement).toList(),
        term.fields().stream().map(RealPods::requirement).toList());
  }

  private static NodeSelectorRequirement requirement(Expression expression) {
    return new NodeSelectorRequirement(
        expression.key(), operator(expression.operator()), expression.values());
  }

  private static String operator(Operator operator) {
    return switch (operator) {
      case IN -> "In";
      case NOT_IN -> "NotIn";
      case EXISTS -> "Exists";
      case DOES_NOT_EXIST -> "DoesNotExist";
      case GT -> "Gt";
      case LT -> "Lt";
    };
  }

  private static List<Toleration> tolerations(PodShape shape) {
    List<Toleration> tolerations = new ArrayList<>();
    for (dev.basalt.core.event.Toleration toleration : shape.tolerations()) {
      tolerations.add(
          new TolerationBuilder()
              .withKey(toleration.key())
              .withOperator(toleration.exists() ? "Exists" : "Equal")
              .withValue(toleration.exists() ? null : toleration.value())
              .withEffect(
                  toleration.effect() == null ? null : RealObjects.effect(toleration.effect()))
              .build());
    }
    return tolerations;
  }

  private static ContainerPort port(HostPort port) {
    return new ContainerPortBuilder()
        .withContainerPort(port.port())
        .withHostPort(port.port())
        .withProtocol(port.protocol())
        .withHostIP(port.hostIp())
        .build();
  }

  /** Quantities as objects. */
  static Map<String, Quantity> quantities(Map<String, String> texts) {
    Map<String, Quantity> quantities = new HashMap<>();
    texts.forEach((resource, text) -> quantities.put(resource, Quantity.parse(text)));
    return quantities;
  }
}
