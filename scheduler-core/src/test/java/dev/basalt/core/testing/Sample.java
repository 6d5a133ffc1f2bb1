package dev.basalt.core.testing;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.HostPort;
import dev.basalt.core.event.NodeAffinity;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.resource.ResourceList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sample objects, and changed copies of them. */
public final class Sample {
  public static final String NAMESPACE = "team";

  private Sample() {}

  /** Amounts from text such as {@code cpu=2 memory=1Gi}; empty for none. */
  public static ResourceList amounts(String text) {
    Map<String, String> quantities = new TreeMap<>();
    for (String part : text.isBlank() ? new String[0] : text.strip().split("\\s+")) {
      int equals = part.indexOf('=');
      quantities.put(part.substring(0, equals), part.substring(equals + 1));
    }
    return ResourceList.parse(quantities);
  }

  /** A node that takes 110 pods unless its amounts say otherwise. */
  public static NodeSpec node(String name, String amounts) {
    String all = amounts.contains("pods=") ? amounts : amounts + " pods=110";
    return new NodeSpec(name, name + "-uid", amounts(all), Map.of(), List.of(), false, null);
  }

  public static NodeSpec labelled(NodeSpec node, Map<String, String> labels) {
    return new NodeSpec(
        node.name(),
        node.uid(),
        node.allocatable(),
        labels,
        node.taints(),
        node.unschedulable(),
        node.problem());
  }

  public static NodeSpec cordoned(NodeSpec node, boolean cordoned) {
    return new NodeSpec(
        node.name(),
        node.uid(),
        node.allocatable(),
        node.labels(),
        node.taints(),
        cordoned,
        node.problem());
  }

  /** The node that came after one of the same name. */
  public static NodeSpec recreated(NodeSpec node, String uid) {
    return new NodeSpec(
        node.name(),
        uid,
        node.allocatable(),
        node.labels(),
        node.taints(),
        node.unschedulable(),
        node.problem());
  }

  public static PodShape shape(String amounts, Map<String, String> selector) {
    return new PodShape(
        amounts(amounts), selector, NodeAffinity.NONE, List.of(), List.of(), List.of());
  }

  /** A shape that takes one port of its node. */
  public static PodShape withPort(String amounts, int port) {
    return new PodShape(
        amounts(amounts),
        Map.of(),
        NodeAffinity.NONE,
        List.of(),
        List.of(new HostPort(port, "TCP", "")),
        List.of());
  }

  /** A shape with a field that we cannot honour. */
  public static PodShape unsupported(String amounts, String field) {
    return new PodShape(
        amounts(amounts), Map.of(), NodeAffinity.NONE, List.of(), List.of(), List.of(field));
  }

  /** A bare pod of ours. */
  public static PodBuilder pod(String name) {
    return new PodBuilder(name);
  }

  public static PodGroupSpec group(String name, int minMember) {
    return group(name, minMember, "default", null, GroupPhase.PENDING, null);
  }

  public static PodGroupSpec group(
      String name,
      int minMember,
      String queue,
      @Nullable String minResources,
      GroupPhase phase,
      @Nullable String problem) {
    return new PodGroupSpec(
        name + "-uid",
        NAMESPACE,
        name,
        queue,
        minMember,
        Map.of(),
        "",
        minResources == null ? null : amounts(minResources),
        1000,
        phase,
        List.of(),
        problem);
  }

  public static QueueSpec queue(String name) {
    return queue(name, true, null);
  }

  public static QueueSpec queue(String name, boolean open, @Nullable String problem) {
    return new QueueSpec(
        name,
        name + "-uid",
        1,
        ResourceList.EMPTY,
        ResourceList.EMPTY,
        ResourceList.EMPTY,
        true,
        0,
        "",
        open,
        1,
        problem);
  }

  /** Makes pods; the UID is the name with {@code -uid}. */
  public static final class PodBuilder {
    private final String name;
    private String schedulerName = "basalt";
    private @Nullable String nodeName;
    private PodPhase phase = PodPhase.PENDING;
    private String statusReason = "";
    private boolean deleting;
    private long gracePeriodMillis = 30_000;
    private long createdMillis = 1000;
    private int priority;
    private @Nullable Integer taskPriority;
    private boolean gated;
    private boolean preemptable = true;
    private boolean preempts = true;
    private @Nullable String group;
    private @Nullable String queue;
    private String taskName = "";
    private PodShape shape = shape("cpu=1", Map.of());
    private @Nullable String problem;

    private PodBuilder(String name) {
      this.name = name;
    }

    public PodBuilder of(String groupName) {
      group = groupName;
      return this;
    }

    public PodBuilder in(String queueName) {
      queue = queueName;
      return this;
    }

    public PodBuilder asking(String amounts) {
      shape = shape(amounts, Map.of());
      return this;
    }

    public PodBuilder shaped(PodShape newShape) {
      shape = newShape;
      return this;
    }

    public PodBuilder on(String node) {
      nodeName = node;
      return this;
    }

    public PodBuilder foreign() {
      schedulerName = "other";
      return this;
    }

    public PodBuilder running() {
      phase = PodPhase.RUNNING;
      return this;
    }

    public PodBuilder ended(PodPhase endedAs) {
      phase = endedAs;
      return this;
    }

    public PodBuilder phase(PodPhase newPhase) {
      phase = newPhase;
      return this;
    }

    public PodBuilder because(String reason) {
      statusReason = reason;
      return this;
    }

    public PodBuilder deleting() {
      deleting = true;
      return this;
    }

    public PodBuilder grace(long millis) {
      gracePeriodMillis = millis;
      return this;
    }

    public PodBuilder created(long millis) {
      createdMillis = millis;
      return this;
    }

    public PodBuilder priority(int value) {
      priority = value;
      return this;
    }

    public PodBuilder taskPriority(int value) {
      taskPriority = value;
      return this;
    }

    public PodBuilder gated(boolean value) {
      gated = value;
      return this;
    }

    public PodBuilder neverEvicted() {
      preemptable = false;
      return this;
    }

    public PodBuilder neverPreempting() {
      preempts = false;
      return this;
    }

    public PodBuilder role(String role) {
      taskName = role;
      return this;
    }

    public PodBuilder problem(String what) {
      problem = what;
      return this;
    }

    /** The pod as it is now; the builder may go on. */
    public PodSpec spec() {
      return new PodSpec(
          name + "-uid",
          NAMESPACE,
          name,
          schedulerName,
          nodeName,
          phase,
          statusReason,
          deleting,
          gracePeriodMillis,
          createdMillis,
          priority,
          taskPriority,
          gated,
          preemptable,
          preempts,
          group,
          queue,
          taskName,
          shape,
          problem);
    }
  }
}
