package dev.basalt.cluster.feed.protobuf;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Volume;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Encodes objects as the API server does, as far as tests need it. */
public final class ProtoObjects {
  private ProtoObjects() {}

  /** A frame of a watch. */
  public static byte[] frame(String type, String kind, byte[] object) {
    byte[] event =
        ProtoWriter.message(w ->
            w.string(1, type).nested(2, extension -> extension.bytes(1, enveloped(kind, object))));
    return ByteBuffer.allocate(4 + event.length).putInt(event.length).put(event).array();
  }

  /** An object as it stands alone. */
  public static byte[] enveloped(String kind, byte[] object) {
    byte[] unknown =
        ProtoWriter.message(w ->
            w.nested(1, type -> type.string(1, "v1").string(2, kind))
                .bytes(2, object)
                .string(3, "")
                .string(4, ""));
    byte[] magic = "k8s\0".getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(magic.length + unknown.length).put(magic).put(unknown).array();
  }

  public static byte[] list(String version, String continueToken, List<byte[]> items) {
    return ProtoWriter.message(w -> {
      w.nested(1, m -> m.string(1, "").string(2, version).string(3, continueToken));
      items.forEach(item -> w.bytes(2, item));
    });
  }

  public static byte[] status(int code, String reason, String message) {
    return ProtoWriter.message(
        w -> w.string(2, "Failure").string(3, message).string(4, reason).number(6, code));
  }

  public static byte[] bookmark(String version, boolean endsInitialEvents) {
    return ProtoWriter.message(w ->
        w.nested(
            1,
            m ->
                m.string(6, version)
                    .map(
                        12,
                        endsInitialEvents ? Map.of("k8s.io/initial-events-end", "true") : null)));
  }

  public static byte[] node(Node node) {
    return ProtoWriter.message(w -> {
      w.nested(1, m -> metadata(m, node.getMetadata()));
      if (node.getSpec() != null) {
        w.nested(
            2,
            s -> {
              s.string(1, "10.0.0.0/24");
              s.bool(4, node.getSpec().getUnschedulable());
              each(
                  node.getSpec().getTaints(),
                  taint ->
                      s.nested(
                          5,
                          t ->
                              t.string(1, taint.getKey())
                                  .string(2, taint.getValue())
                                  .string(3, taint.getEffect())));
            });
      }
      if (node.getStatus() != null) {
        w.nested(
            3,
            s -> {
              quantities(s, 1, node.getStatus().getCapacity());
              quantities(s, 2, node.getStatus().getAllocatable());
              s.nested(8, image -> image.string(1, "an image").number(2, 1L << 40));
            });
      }
    });
  }

  public static byte[] pod(Pod pod) {
    return ProtoWriter.message(w -> {
      w.nested(1, m -> metadata(m, pod.getMetadata()));
      if (pod.getSpec() != null) {
        w.nested(2, s -> podSpec(s, pod.getSpec()));
      }
      if (pod.getStatus() != null) {
        w.nested(3, s -> podStatus(s, pod.getStatus()));
      }
    });
  }

  private static void metadata(ProtoWriter w, ObjectMeta meta) {
    w.string(1, meta.getName())
        .string(2, meta.getGenerateName())
        .string(3, meta.getNamespace())
        .string(5, meta.getUid())
        .string(6, meta.getResourceVersion())
        .number(7, meta.getGeneration());
    time(w, 8, meta.getCreationTimestamp());
    time(w, 9, meta.getDeletionTimestamp());
    w.number(10, meta.getDeletionGracePeriodSeconds())
        .map(11, meta.getLabels())
        .map(12, meta.getAnnotations());
    each(
        meta.getOwnerReferences(),
        owner ->
            w.nested(
                13,
                o ->
                    o.string(1, owner.getKind())
                        .string(3, owner.getName())
                        .string(4, owner.getUid())
                        .string(5, owner.getApiVersion())
                        .bool(6, owner.getController())));
    w.nested(17, managed -> managed.string(1, "someone").string(2, "Apply"));
  }

  private static void time(ProtoWriter w, int field, @Nullable String timestamp) {
    if (timestamp != null) {
      long seconds = Instant.parse(timestamp).getEpochSecond();
      w.nested(field, t -> t.number(1, seconds).number(2, 0));
    }
  }

  private static void podSpec(ProtoWriter w, PodSpec spec) {
    w.string(24, spec.getPriorityClassName());
    each(spec.getVolumes(), volume -> w.nested(1, v -> volume(v, volume)));
    each(spec.getContainers(), container -> w.nested(2, c -> container(c, container)));
    w.number(4, spec.getTerminationGracePeriodSeconds())
        .number(5, spec.getActiveDeadlineSeconds())
        .map(7, spec.getNodeSelector())
        .string(10, spec.getNodeName())
        .bool(11, spec.getHostNetwork());
    if (spec.getAffinity() != null) {
      w.nested(18, a -> affinity(a, spec.getAffinity()));
    }
    w.string(19, spec.getSchedulerName());
    each(spec.getInitContainers(), container -> w.nested(20, c -> container(c, container)));
    each(
        spec.getTolerations(),
        toleration ->
            w.nested(
                22,
                t ->
                    t.string(1, toleration.getKey())
                        .string(2, toleration.getOperator())
                        .string(3, toleration.getValue())
                        .string(4, toleration.getEffect())
                        .number(5, toleration.getTolerationSeconds())));
    w.number(25, spec.getPriority());
    quantities(w, 32, spec.getOverhead());
    each(
        spec.getTopologySpreadConstraints(),
        constraint -> w.nested(33, c -> ProtoPeers.constraint(c, constraint)));
    each(spec.getSchedulingGates(), gate -> w.nested(38, g -> g.string(1, gate.getName())));
    each(spec.getResourceClaims(), claim -> w.nested(39, c -> c.string(1, claim.getName())));
    if (spec.getResources() != null) {
      w.nested(40, r -> requirements(r, spec.getResources()));
    }
    if (spec.getSchedulingGroup() != null) {
      w.nested(43, g -> g.string(1, spec.getSchedulingGroup().getPodGroupName()));
    }
  }

  private static void volume(ProtoWriter w, Volume volume) {
    w.string(1, volume.getName());
    w.nested(
        2,
        source -> {
          if (volume.getEmptyDir() != null) {
            source.nested(2, directory -> {});
          }
          if (volume.getPersistentVolumeClaim() != null) {
            source.nested(
                10, claim -> claim.string(1, volume.getPersistentVolumeClaim().getClaimName()));
          }
          if (volume.getEphemeral() != null) {
            source.nested(29, template -> {});
          }
        });
  }

  private static void container(ProtoWriter w, Container container) {
    w.string(1, container.getName()).string(2, container.getImage());
    each(container.getCommand(), word -> w.string(3, word));
    each(
        container.getPorts(),
        port ->
            w.nested(
                6,
                p ->
                    p.string(1, port.getName())
                        .number(2, port.getHostPort())
                        .number(3, port.getContainerPort())
                        .string(4, port.getProtocol())
                        .string(5, port.getHostIP())));
    if (container.getResources() != null) {
      w.nested(8, r -> requirements(r, container.getResources()));
    }
    w.string(24, container.getRestartPolicy());
  }

  private static void affinity(ProtoWriter w, Affinity affinity) {
    if (affinity.getNodeAffinity() != null) {
      var node = affinity.getNodeAffinity();
      w.nested(
          1,
          n -> {
            if (node.getRequiredDuringSchedulingIgnoredDuringExecution() != null) {
              n.nested(
                  1,
                  selector ->
                      each(
                          node.getRequiredDuringSchedulingIgnoredDuringExecution()
                              .getNodeSelectorTerms(),
                          term -> selector.nested(1, t -> term(t, term))));
            }
            each(
                node.getPreferredDuringSchedulingIgnoredDuringExecution(),
                preferred ->
                    n.nested(
                        2,
                        p ->
                            p.number(1, preferred.getWeight())
                                .nested(2, t -> term(t, preferred.getPreference()))));
          });
    }
    if (affinity.getPodAffinity() != null) {
      w.nested(
          2,
          p ->
              ProtoPeers.terms(
                  p,
                  affinity.getPodAffinity().getRequiredDuringSchedulingIgnoredDuringExecution(),
                  affinity.getPodAffinity().getPreferredDuringSchedulingIgnoredDuringExecution()));
    }
    if (affinity.getPodAntiAffinity() != null) {
      w.nested(
          3,
          p ->
              ProtoPeers.terms(
                  p,
                  affinity.getPodAntiAffinity().getRequiredDuringSchedulingIgnoredDuringExecution(),
                  affinity
                      .getPodAntiAffinity()
                      .getPreferredDuringSchedulingIgnoredDuringExecution()));
    }
  }

  private static void term(ProtoWriter w, NodeSelectorTerm term) {
    each(
        term.getMatchExpressions(),
        e ->
            w.nested(
                1,
                x -> {
                  x.string(1, e.getKey()).string(2, e.getOperator());
                  each(e.getValues(), value -> x.string(3, value));
                }));
    each(
        term.getMatchFields(),
        e ->
            w.nested(
                2,
                x -> {
                  x.string(1, e.getKey()).string(2, e.getOperator());
                  each(e.getValues(), value -> x.string(3, value));
                }));
  }

  private static void podStatus(ProtoWriter w, PodStatus status) {
    w.string(1, status.getPhase());
    each(
        status.getConditions(),
        condition ->
            w.nested(
                2,
                c ->
                    c.string(1, condition.getType())
                        .string(2, condition.getStatus())
                        .nested(4, t -> seconds(t, condition.getLastTransitionTime()))
                        .string(5, condition.getReason())
                        .string(6, condition.getMessage())));
    w.string(3, status.getMessage()).string(4, status.getReason()).string(6, status.getPodIP());
    time(w, 7, status.getStartTime());
    each(status.getContainerStatuses(), c -> w.nested(8, x -> containerStatus(x, c)));
    each(status.getInitContainerStatuses(), c -> w.nested(10, x -> containerStatus(x, c)));
    w.string(11, status.getNominatedNodeName());
    quantities(w, 19, status.getAllocatedResources());
    if (status.getResources() != null) {
      w.nested(20, r -> requirements(r, status.getResources()));
    }
  }

  private static void containerStatus(ProtoWriter w, ContainerStatus status) {
    w.string(1, status.getName());
    state(w, 2, status.getState());
    state(w, 3, status.getLastState());
    w.bool(4, status.getReady()).number(5, status.getRestartCount());
    quantities(w, 10, status.getAllocatedResources());
    if (status.getResources() != null) {
      w.nested(11, r -> requirements(r, status.getResources()));
    }
  }

  private static void state(ProtoWriter w, int field, @Nullable ContainerState state) {
    ContainerStateTerminated end = state == null ? null : state.getTerminated();
    if (end != null) {
      w.nested(
          field,
          s ->
              s.nested(
                  3,
                  t -> {
                    t.number(1, end.getExitCode()).string(3, end.getReason());
                    time(t, 6, end.getFinishedAt());
                  }));
    }
  }

  private static void seconds(ProtoWriter w, @Nullable String timestamp) {
    w.number(1, timestamp == null ? 0 : Instant.parse(timestamp).getEpochSecond());
  }

  private static void requirements(ProtoWriter w, ResourceRequirements requirements) {
    quantities(w, 1, requirements.getLimits());
    quantities(w, 2, requirements.getRequests());
  }

  private static void quantities(
      ProtoWriter w, int field, @Nullable Map<String, Quantity> quantities) {
    if (quantities != null) {
      new TreeMap<>(quantities)
          .forEach((name, quantity) ->
              w.nested(
                  field,
                  entry ->
                      entry
                          .string(1, name)
                          .nested(
                              2, q -> q.string(1, quantity.getAmount() + quantity.getFormat()))));
    }
  }

  static <T> void each(@Nullable List<T> list, java.util.function.Consumer<T> action) {
    if (list != null) {
      list.forEach(action);
    }
  }
}
