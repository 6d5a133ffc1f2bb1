package dev.basalt.plugins;

import dev.basalt.core.event.HostPort;
import dev.basalt.core.event.NodeAffinity;
import dev.basalt.core.event.PodAffinity;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.event.SpreadConstraint;
import dev.basalt.core.event.Toleration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Describes a pod, everything but its name by default as plain as can be. */
public final class Pods {
  private final String name;
  private String namespace = "ns";
  private String schedulerName = World.OURS;
  private @Nullable String node;
  private @Nullable String group;
  private @Nullable String queue;
  private PodPhase phase = PodPhase.PENDING;
  private String role = "";
  private @Nullable String user;
  private String requests = "cpu=1";
  private int priority;
  private @Nullable Integer taskPriority;
  private Map<String, String> selector = Map.of();
  private NodeAffinity affinity = NodeAffinity.NONE;
  private List<Toleration> tolerations = List.of();
  private List<HostPort> ports = List.of();
  private Map<String, String> labels = Map.of();
  private PodAffinity peers = PodAffinity.NONE;
  private List<SpreadConstraint> spread = List.of();

  private Pods(String name) {
    this.name = name;
  }

  public static Pods named(String name) {
    return new Pods(name);
  }

  public Pods namespace(String value) {
    namespace = value;
    return this;
  }

  public Pods scheduler(String value) {
    schedulerName = value;
    return this;
  }

  public Pods group(String value) {
    group = value;
    return this;
  }

  public Pods queue(String value) {
    queue = value;
    return this;
  }

  public Pods role(String value) {
    role = value;
    return this;
  }

  public Pods user(String value) {
    user = value;
    return this;
  }

  public Pods requests(String value) {
    requests = value;
    return this;
  }

  public Pods priority(int value) {
    priority = value;
    return this;
  }

  public Pods taskPriority(int value) {
    taskPriority = value;
    return this;
  }

  public Pods runningOn(String value) {
    node = value;
    phase = PodPhase.RUNNING;
    return this;
  }

  public Pods failed() {
    phase = PodPhase.FAILED;
    return this;
  }

  public Pods selector(Map<String, String> value) {
    selector = value;
    return this;
  }

  public Pods affinity(NodeAffinity value) {
    affinity = value;
    return this;
  }

  public Pods tolerations(Toleration... value) {
    tolerations = List.of(value);
    return this;
  }

  public Pods ports(HostPort... value) {
    ports = List.of(value);
    return this;
  }

  public Pods labels(Map<String, String> value) {
    labels = value;
    return this;
  }

  public Pods peers(PodAffinity value) {
    peers = value;
    return this;
  }

  public Pods spread(SpreadConstraint... value) {
    spread = List.of(value);
    return this;
  }

  public PodSpec spec() {
    return PodSpec.builder("uid-" + namespace + "-" + name, namespace, name)
        .schedulerName(schedulerName)
        .nodeName(node)
        .phase(phase)
        .gracePeriodMillis(0)
        .priority(priority)
        .taskPriority(taskPriority)
        .podGroup(group)
        .queue(queue)
        .taskName(role)
        .user(user)
        .shape(
            PodShape.builder(World.resources(requests))
                .nodeSelector(selector)
                .affinity(affinity)
                .tolerations(tolerations)
                .hostPorts(ports)
                .podAffinity(peers)
                .spread(spread)
                .build())
        .labels(labels)
        .build();
  }
}
