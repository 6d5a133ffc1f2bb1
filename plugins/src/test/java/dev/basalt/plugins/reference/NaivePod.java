package dev.basalt.plugins.reference;

import dev.basalt.core.event.HostPort;
import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.PodAffinity;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.PodSelector;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.event.Toleration;
import dev.basalt.core.resource.ResourceList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A pod: what it asks for, what it shows, and what the naive scheduler believes of it. */
final class NaivePod {
  static final long GRACE_MILLIS = 5_000;

  /** Where it stands, in the naive scheduler's eyes. */
  enum Standing {
    PENDING,
    /** Has room for this round only. */
    RESERVED,
    BINDING,
    BOUND,
    RUNNING,
    LEAVING,
    SUCCEEDED,
    FAILED;

    boolean ready() {
      return this == RESERVED
          || this == BINDING
          || this == BOUND
          || this == RUNNING
          || this == SUCCEEDED;
    }

    boolean holdsShare() {
      return onItsNode() || this == RESERVED || this == LEAVING;
    }

    boolean onItsNode() {
      return this == BINDING || this == BOUND || this == RUNNING;
    }
  }

  final String namespace;
  final String name;
  final @Nullable String group;
  final String queue;
  final Map<String, Long> requests;
  final Map<String, String> selector;
  final List<String> tolerated;
  final int port;
  final int priority;
  final long createdMillis;
  final boolean foreign;
  boolean gated;

  /** Its label {@code app}, empty for none. */
  String app = "";

  /** The label of nodes by which it keeps away from pods of the same app, empty if it does not. */
  String apartBy = "";

  @Nullable String shownNode;
  PodPhase phase = PodPhase.PENDING;
  boolean deleting;

  Standing standing = Standing.PENDING;
  boolean unanswered;
  int refusals;
  long notBeforeNanos = Long.MIN_VALUE;

  NaivePod(
      String namespace,
      String name,
      @Nullable String group,
      String queue,
      Map<String, Long> requests,
      Map<String, String> selector,
      List<String> tolerated,
      int port,
      int priority,
      long createdMillis,
      boolean foreign) {
    this.namespace = namespace;
    this.name = name;
    this.group = group;
    this.queue = queue;
    this.requests = requests;
    this.selector = selector;
    this.tolerated = tolerated;
    this.port = port;
    this.priority = priority;
    this.createdMillis = createdMillis;
    this.foreign = foreign;
  }

  /** Whether it keeps away from another pod, which may be of its own kind. */
  boolean avoids(NaivePod other) {
    return !apartBy.isEmpty() && other.namespace.equals(namespace) && other.app.equals(app);
  }

  String uid() {
    return "uid-" + name;
  }

  boolean bestEffort() {
    return requests.isEmpty();
  }

  /** What it takes up on a node: its requests and one pod slot. */
  Map<String, Long> takes() {
    Map<String, Long> takes = new TreeMap<>(requests);
    takes.put("pods", 1L);
    return takes;
  }

  int ordinal() {
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
  }

  PodSpec spec() {
    List<Toleration> tolerations =
        tolerated.stream().map(key -> new Toleration(key, true, "", null)).toList();
    List<HostPort> ports = port == 0 ? List.of() : List.of(new HostPort(port, "TCP", ""));
    return PodSpec.builder(uid(), namespace, name)
        .schedulerName(foreign ? "other" : "basalt")
        .nodeName(shownNode)
        .phase(phase)
        .deleting(deleting)
        .gracePeriodMillis(GRACE_MILLIS)
        .createdMillis(createdMillis)
        .priority(priority)
        .gated(gated)
        .podGroup(group)
        .queue(queue)
        .shape(
            PodShape.builder(ResourceList.of(requests))
                .nodeSelector(selector)
                .tolerations(tolerations)
                .hostPorts(ports)
                .podAffinity(peers())
                .build())
        .labels(labels())
        .build();
  }

  private Map<String, String> labels() {
    return app.isEmpty() ? Map.of() : Map.of("app", app);
  }

  private PodAffinity peers() {
    if (apartBy.isEmpty()) {
      return PodAffinity.NONE;
    }
    PodSelector alike = PodSelector.in(namespace, LabelSelector.of(labels()));
    return new PodAffinity(
        List.of(), List.of(), List.of(new PodAffinity.Term(alike, apartBy)), List.of());
  }

  @Override
  public String toString() {
    return name;
  }
}
