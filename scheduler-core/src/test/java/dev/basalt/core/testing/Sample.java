package dev.basalt.core.testing;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.HostPort;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.event.RunTime;
import dev.basalt.core.resource.ResourceList;
import java.time.Duration;
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
    return NodeSpec.builder(name, name + "-uid").allocatable(amounts(all)).build();
  }

  public static NodeSpec labelled(NodeSpec node, Map<String, String> labels) {
    return node.toBuilder().labels(labels).build();
  }

  public static NodeSpec cordoned(NodeSpec node, boolean cordoned) {
    return node.toBuilder().unschedulable(cordoned).build();
  }

  /** The node that came after one of the same name. */
  public static NodeSpec recreated(NodeSpec node, String uid) {
    return node.toBuilder().uid(uid).build();
  }

  public static PodShape shape(String amounts, Map<String, String> selector) {
    return PodShape.builder(amounts(amounts)).nodeSelector(selector).build();
  }

  /** A shape that takes one port of its node. */
  public static PodShape withPort(String amounts, int port) {
    return PodShape.builder(amounts(amounts))
        .hostPorts(List.of(new HostPort(port, "TCP", "")))
        .build();
  }

  /** A shape with a field that we cannot honour. */
  public static PodShape unsupported(String amounts, String field) {
    return PodShape.builder(amounts(amounts)).unsupported(List.of(field)).build();
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
    return PodGroupSpec.builder(name + "-uid", NAMESPACE, name)
        .queue(queue)
        .minMember(minMember)
        .minResources(minResources == null ? null : amounts(minResources))
        .createdMillis(1000)
        .phase(phase)
        .problem(problem)
        .build();
  }

  public static QueueSpec queue(String name) {
    return queue(name, true, null);
  }

  public static QueueSpec queue(String name, boolean open, @Nullable String problem) {
    return QueueSpec.builder(name, name + "-uid")
        .open(open)
        .createdMillis(1)
        .problem(problem)
        .build();
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
    private @Nullable String user;
    private long startedMillis;
    private PodShape shape = shape("cpu=1", Map.of());
    private @Nullable String problem;
    private Map<String, String> labels = Map.of();
    private RunTime runTime = RunTime.UNKNOWN;
    private boolean acknowledged;

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

    /** Whose it is by its label or annotation. */
    public PodBuilder by(String userName) {
      user = userName;
      return this;
    }

    public PodBuilder started(long millis) {
      startedMillis = millis;
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

    public PodBuilder acknowledged() {
      acknowledged = true;
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

    public PodBuilder labelled(String key, String value) {
      labels = Map.of(key, value);
      return this;
    }

    public PodBuilder running(RunTime value) {
      runTime = value;
      return this;
    }

    /** Its user says that it runs for so long. */
    public PodBuilder runsFor(Duration estimate) {
      return running(new RunTime(estimate.toMillis(), 0, ""));
    }

    /** The pod as it is now; the builder may go on. */
    public PodSpec spec() {
      return PodSpec.builder(name + "-uid", NAMESPACE, name)
          .schedulerName(schedulerName)
          .nodeName(nodeName)
          .phase(phase)
          .statusReason(statusReason)
          .deleting(deleting)
          .gracePeriodMillis(gracePeriodMillis)
          .createdMillis(createdMillis)
          .priority(priority)
          .taskPriority(taskPriority)
          .gated(gated)
          .preemptable(preemptable)
          .preempts(preempts)
          .podGroup(group)
          .queue(queue)
          .taskName(taskName)
          .user(user)
          .startedMillis(startedMillis)
          .shape(shape)
          .problem(problem)
          .labels(labels)
          .runTime(runTime)
          .acknowledged(acknowledged)
          .build();
    }
  }
}
