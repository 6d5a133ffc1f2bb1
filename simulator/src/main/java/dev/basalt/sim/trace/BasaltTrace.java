package dev.basalt.sim.trace;

import dev.basalt.core.event.PodShape;
import dev.basalt.core.resource.ResourceList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads our own formats, which docs/simulate.md describes: CSV and JSON lines. */
final class BasaltTrace {
  static final String DEFAULT_QUEUE = "default";

  private static final int MOST_PODS = 1_000_000;
  private static final int MOST_NODES = 100_000;
  private static final int MOST_WEIGHT = 65_535;
  private static final int MOST_PRIORITY = 2_000_000_000;

  private static final List<String> CSV_COLUMNS =
      List.of(
          "name",
          "queue",
          "class",
          "submit_seconds",
          "duration_seconds",
          "duration_spread",
          "pods",
          "min_member",
          "priority",
          "cpu",
          "memory");

  private static final List<String> JOB_KEYS =
      List.of(
          "kind",
          "name",
          "queue",
          "class",
          "submit_seconds",
          "duration_seconds",
          "duration_spread",
          "pods",
          "min_member",
          "priority",
          "requests",
          "node_selector");

  private static final List<String> QUEUE_KEYS = List.of("kind", "name", "weight", "capability");
  private static final List<String> NODE_KEYS =
      List.of("kind", "name", "count", "allocatable", "labels");

  private final List<TraceNode> nodes = new ArrayList<>();
  private final Map<String, TraceQueue> queues = new LinkedHashMap<>();
  private final List<TraceJob> jobs = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Set<String> nodeNames = new HashSet<>();

  /** Equal shapes are one object: a million pods must not mean a million maps. */
  private final Map<PodShape, PodShape> shapes = new HashMap<>();

  private BasaltTrace() {}

  /** Whether a heading is of our CSV format. */
  static boolean owns(List<String> heading) {
    return heading.contains("submit_seconds");
  }

  static Trace csv(String file, CsvLines lines) throws TraceFormatException {
    BasaltTrace trace = new BasaltTrace();
    for (Fields fields : lines.rows()) {
      fields.only(CSV_COLUMNS);
      trace.addJob(fields, PodShape.of(fields.quantities("cpu", "memory")));
    }
    return trace.finish(file);
  }

  static Trace jsonLines(String file, List<String> lines) throws TraceFormatException {
    BasaltTrace trace = new BasaltTrace();
    Load json = new Load(LoadSettings.builder().build());
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        trace.add(fields(file, i + 1, lines.get(i), json));
      }
    }
    return trace.finish(file);
  }

  private static Fields fields(String file, int line, String text, Load json)
      throws TraceFormatException {
    Object value;
    try {
      value = json.loadFromString(text);
    } catch (YamlEngineException e) {
      throw new TraceFormatException(
          file + ", line " + line, "is not a JSON object; write one object a line");
    }
    if (!text.strip().startsWith("{") || !(value instanceof Map<?, ?> map)) {
      throw new TraceFormatException(
          file + ", line " + line, "is not a JSON object; write one object a line");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    map.forEach((key, each) -> values.put(String.valueOf(key), each == null ? "" : each));
    return new Fields(file, line, values);
  }

  private void add(Fields fields) throws TraceFormatException {
    switch (fields.text("kind", "job")) {
      case "job" -> {
        fields.only(JOB_KEYS);
        addJob(fields, shape(fields));
      }
      case "queue" -> addQueue(fields);
      case "nodes" -> addNodes(fields);
      default ->
          throw fields.bad("kind", "must be job, queue or nodes, not " + fields.text("kind"));
    }
  }

  private static PodShape shape(Fields fields) throws TraceFormatException {
    ResourceList requests = fields.quantityMap("requests");
    if (requests.isEmpty()) {
      throw fields.bad("requests", "is missing or empty; name what a pod asks for");
    }
    return PodShape.builder(requests).nodeSelector(fields.map("node_selector")).build();
  }

  private void addJob(Fields fields, PodShape shape) throws TraceFormatException {
    String name = fields.text("name");
    if (!names.add(name)) {
      throw fields.bad("name", "\"" + name + "\" is there already; names must be unique");
    }
    String queue = fields.text("queue", DEFAULT_QUEUE);
    queues.putIfAbsent(queue, new TraceQueue(queue, 1, ResourceList.EMPTY));
    int pods = fields.whole("pods", 1, 1, MOST_PODS);
    jobs.add(
        new TraceJob(
            name,
            queue,
            fields.text("class", "jobs"),
            fields.seconds("submit_seconds"),
            pods,
            fields.whole("min_member", 1, 1, pods),
            shapes.computeIfAbsent(shape, same -> same),
            fields.seconds("duration_seconds"),
            fields.part("duration_spread"),
            fields.whole("priority", 0, -MOST_PRIORITY, MOST_PRIORITY)));
  }

  private void addQueue(Fields fields) throws TraceFormatException {
    fields.only(QUEUE_KEYS);
    String name = fields.text("name");
    queues.put(
        name,
        new TraceQueue(
            name, fields.whole("weight", 1, 1, MOST_WEIGHT), fields.quantityMap("capability")));
  }

  private void addNodes(Fields fields) throws TraceFormatException {
    fields.only(NODE_KEYS);
    String name = fields.text("name", "node");
    int count = fields.whole("count", 1, 1, MOST_NODES);
    ResourceList allocatable = fields.quantityMap("allocatable");
    for (String resource : List.of("cpu", "memory", "pods")) {
      if (!allocatable.has(resource)) {
        throw fields.bad("allocatable", "lacks " + resource + "; name cpu, memory and pods");
      }
    }
    Map<String, String> labels = fields.map("labels");
    if (!nodeNames.add(name)) {
      throw fields.bad("name", "\"" + name + "\" is there already; names must be unique");
    }
    for (int i = 0; i < count; i++) {
      nodes.add(new TraceNode(String.format("%s-%04d", name, i), allocatable, labels));
    }
  }

  private Trace finish(String file) throws TraceFormatException {
    if (jobs.isEmpty()) {
      throw new TraceFormatException(file, "has no job; add a line for each");
    }
    return new Trace(file, nodes, List.copyOf(queues.values()), jobs, List.of());
  }
}
