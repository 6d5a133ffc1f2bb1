package dev.basalt.sim.story;

import dev.basalt.core.event.AttachLimits;
import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.NodeZoneSpec;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.event.Taint;
import dev.basalt.core.event.Taint.Effect;
import dev.basalt.core.resource.ResourceList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what operators set up: priority classes, queues, namespaces and nodes. */
final class ClusterReader {
  private static final int MOST_WEIGHT = 65535;

  private final List<Story.Timed> events;

  ClusterReader(List<Story.Timed> events) {
    this.events = events;
  }

  void read(Section root) throws StoryFormatException {
    for (Map.Entry<String, String> entry : root.texts("priorityClasses").entrySet()) {
      int value = root.section("priorityClasses").whole(entry.getKey(), Integer.MIN_VALUE);
      add(Duration.ZERO, new StoryEvent.PutPriorityClass(entry.getKey(), value));
    }
    List<Section> queues = root.sections("queues");
    if (queues.isEmpty()) {
      add(Duration.ZERO, new StoryEvent.PutQueue(queueOfWeightOne("default")));
    }
    for (Section queue : queues) {
      add(at(queue), new StoryEvent.PutQueue(queue(queue)));
      queue.finish();
    }
    for (Section namespace : root.sections("namespaces")) {
      add(at(namespace), new StoryEvent.PutNamespace(namespace(namespace)));
      namespace.finish();
    }
    for (Section quota : root.sections("resourceQuotas")) {
      add(at(quota), new StoryEvent.PutResourceQuota(LimitReader.quota(quota)));
      quota.finish();
    }
    for (Section budget : root.sections("disruptionBudgets")) {
      add(at(budget), LimitReader.budget(budget));
      budget.finish();
    }
    for (Section zone : root.sections("zones")) {
      add(at(zone), new StoryEvent.PutZone(zone(zone)));
      zone.finish();
    }
    for (Section node : root.sections("nodes")) {
      addNodes(node);
    }
  }

  /** When something of a story comes: at its start unless it says otherwise. */
  static Duration at(Section section) throws StoryFormatException {
    return section.duration("at", Duration.ZERO);
  }

  private static QueueSpec queue(Section queue) throws StoryFormatException {
    String name = queue.text("name");
    int weight = queue.whole("weight", 1, 1);
    if (weight > MOST_WEIGHT) {
      throw queue.bad("weight", "must be at most " + MOST_WEIGHT + ", not " + weight);
    }
    return QueueSpec.builder(name, "queue-" + name)
        .weight(weight)
        .capability(queue.amounts("capability"))
        .deserved(queue.amounts("deserved"))
        .guarantee(queue.amounts("guarantee"))
        .reclaimable(queue.flag("reclaimable", true))
        .priority(queue.whole("priority", 0, 0))
        .parent(queue.text("parent", ""))
        .fifo(queue.word("dequeueStrategy", List.of("traverse", "fifo")).equals("fifo"))
        .maxRunningJobs(queue.whole("maxRunningJobs", 0, QueueSpec.UNLIMITED))
        .maxPendingPods(queue.whole("maxPendingPods", 0, QueueSpec.UNLIMITED))
        .namespaces(queue.list("namespaces"))
        .hierarchy(queue.text("hierarchy", ""))
        .hierarchyWeights(queue.text("hierarchyWeights", ""))
        .open(queue.word("state", List.of("Open", "Closed")).equals("Open"))
        .zone(queue.has("zone") ? queue.text("zone") : null)
        .problem(queue.has("problem") ? queue.text("problem") : null)
        .build();
  }

  private static QueueSpec queueOfWeightOne(String name) {
    return QueueSpec.builder(name, "queue-" + name).build();
  }

  private static NodeZoneSpec zone(Section zone) throws StoryFormatException {
    String name = zone.text("name");
    boolean reserved = zone.has("reservedForQueues") || zone.has("reservedForPriorityClasses");
    NodeZoneSpec spec =
        NodeZoneSpec.open(name, "zone-" + name)
            .lending(
                Set.copyOf(zone.list("lendTo")), zone.duration("notice", Duration.ZERO).toNanos());
    if (zone.has("selects")) {
      spec = spec.selecting(LabelSelector.of(zone.texts("selects")), null);
    }
    return reserved
        ? spec.reservedFor(
            Set.copyOf(zone.list("reservedForQueues")),
            Set.copyOf(zone.list("reservedForPriorityClasses")))
        : spec;
  }

  private static NamespaceSpec namespace(Section namespace) throws StoryFormatException {
    String name = namespace.text("name");
    boolean unreadable = namespace.has("quotaProblem");
    boolean limited = unreadable || namespace.has("quota");
    double weight;
    try {
      weight = Double.parseDouble(namespace.text("fairShareWeight", "1"));
    } catch (NumberFormatException e) {
      throw namespace.bad("fairShareWeight", "must be a number above 0");
    }
    return NamespaceSpec.builder(name, "namespace-" + name)
        .quota(limited ? namespace.amounts("quota") : null)
        .quotaProblem(unreadable ? namespace.text("quotaProblem") : null)
        .fairShareWeight(weight)
        .labels(namespace.texts("labels"))
        .build();
  }

  /** One node, or {@code NAME-0} and so on where a count is given. */
  private void addNodes(Section node) throws StoryFormatException {
    String name = node.text("name", "node");
    boolean counted = node.has("count");
    int count = node.whole("count", 1, 1);
    Map<String, String> quantities = new TreeMap<>(node.texts("resources"));
    quantities.put("cpu", node.text("cpu", "4"));
    quantities.put("memory", node.text("memory", "16Gi"));
    quantities.put("pods", node.text("pods", "110"));
    Map<String, Integer> attachable = StorageReader.attachLimits(node);
    ResourceList allocatable = node.amounts("resources", quantities);
    for (int i = 0; i < count; i++) {
      NodeSpec spec =
          NodeSpec.builder(counted ? name + "-" + i : name, "")
              .allocatable(allocatable)
              .labels(labels(node))
              .taints(taints(node))
              .unschedulable(node.flag("cordoned", false))
              .problem(node.has("problem") ? node.text("problem") : null)
              .build();
      add(at(node), new StoryEvent.PutNode(spec));
      if (!attachable.isEmpty()) {
        AttachLimits limits = new AttachLimits(spec.name(), attachable);
        add(at(node), new StoryEvent.ChangeStorage(storage -> storage.putLimits(limits)));
      }
    }
    node.finish();
  }

  private static Map<String, String> labels(Section node) throws StoryFormatException {
    Map<String, String> labels = new TreeMap<>(node.texts("labels"));
    if (node.has("zone")) {
      labels.put(NodeSpec.ZONE, node.text("zone"));
    }
    return labels;
  }

  private static List<Taint> taints(Section node) throws StoryFormatException {
    List<Taint> taints = new ArrayList<>();
    for (String text : node.list("taints")) {
      int colon = text.lastIndexOf(':');
      Effect effect = colon < 0 ? null : effect(text.substring(colon + 1));
      if (effect == null) {
        throw node.bad(
            "taints",
            "\""
                + text
                + "\" must be KEY=VALUE:EFFECT or KEY:EFFECT; effects are NoSchedule,"
                + " PreferNoSchedule, NoExecute");
      }
      String[] keyAndValue = text.substring(0, colon).split("=", 2);
      taints.add(new Taint(keyAndValue[0], keyAndValue.length == 2 ? keyAndValue[1] : "", effect));
    }
    return taints;
  }

  private static @Nullable Effect effect(String text) {
    return switch (text) {
      case "NoSchedule" -> Effect.NO_SCHEDULE;
      case "PreferNoSchedule" -> Effect.PREFER_NO_SCHEDULE;
      case "NoExecute" -> Effect.NO_EXECUTE;
      default -> null;
    };
  }

  private void add(Duration at, StoryEvent event) {
    events.add(new Story.Timed(at, event));
  }
}
