package dev.basalt.sim.trace;

import dev.basalt.core.event.NodeAffinity;
import dev.basalt.core.event.NodeAffinity.Expression;
import dev.basalt.core.event.NodeAffinity.Operator;
import dev.basalt.core.event.NodeAffinity.Term;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.resource.ResourceList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads the columns of Alibaba's published GPU cluster trace of 2023: {@code pods.csv} and {@code
 * nodes.csv}. Each pod becomes a job of its own, in a queue for its quality of service.
 *
 * <p>GPUs are counted in thousandths, as the trace counts them: a node of 8 has 8000, a pod that
 * shares one asks for a part of 1000. That a share lies on one device is not kept.
 */
final class AlibabaTrace {
  /** Thousandths of a GPU. */
  static final String GPU_MILLI = "basalt.dev/gpu-milli";

  /** The node label that holds its GPUs' model. */
  static final String MODEL = "basalt.dev/gpu-model";

  private static final long MIBI = 1L << 20;
  private static final long PODS_PER_NODE = 110;
  private static final int MOST = Integer.MAX_VALUE;

  private AlibabaTrace() {}

  /** Whether a heading is that of {@code pods.csv}. */
  static boolean owns(List<String> heading) {
    return heading.contains("gpu_milli") && heading.contains("creation_time");
  }

  /**
   * Reads both files.
   *
   * @param title what the trace is called
   */
  static Trace read(String title, CsvLines podLines, CsvLines nodeLines)
      throws TraceFormatException {
    List<TraceNode> nodes = nodes(nodeLines);
    List<TraceJob> jobs = new ArrayList<>();
    Map<PodShape, PodShape> shapes = new HashMap<>();
    for (Fields pod : podLines.rows()) {
      jobs.add(job(pod, shapes));
    }
    if (jobs.isEmpty()) {
      throw new TraceFormatException(title, "has no pod; add a line for each");
    }
    TreeSet<String> names = new TreeSet<>();
    jobs.forEach(job -> names.add(job.queue()));
    List<TraceQueue> queues =
        names.stream().map(name -> new TraceQueue(name, 1, ResourceList.EMPTY)).toList();
    return new Trace(
        title,
        nodes,
        queues,
        jobs,
        List.of(
            "shares of a GPU are read as thousandths ("
                + GPU_MILLI
                + "); that a share lies on one device is not kept"));
  }

  private static List<TraceNode> nodes(CsvLines lines) throws TraceFormatException {
    List<TraceNode> nodes = new ArrayList<>();
    for (Fields node : lines.rows()) {
      Map<String, Long> amounts = new TreeMap<>();
      amounts.put("cpu", (long) node.whole("cpu_milli", 0, 0, MOST));
      amounts.put("memory", node.whole("memory_mib", 0, 0, MOST) * MIBI);
      amounts.put("pods", PODS_PER_NODE);
      amounts.put(GPU_MILLI, 1000L * node.whole("gpu", 0, 0, 1000));
      Map<String, String> labels = node.has("model") ? Map.of(MODEL, node.text("model")) : Map.of();
      nodes.add(new TraceNode(node.text("sn"), ResourceList.of(amounts), labels));
    }
    return nodes;
  }

  private static TraceJob job(Fields pod, Map<PodShape, PodShape> shapes)
      throws TraceFormatException {
    int gpus = pod.whole("num_gpu", 0, 0, 1000);
    int share = pod.whole("gpu_milli", 0, 0, 1000);
    Map<String, Long> requests = new TreeMap<>();
    requests.put("cpu", (long) pod.whole("cpu_milli", 0, 0, MOST));
    requests.put("memory", pod.whole("memory_mib", 0, 0, MOST) * MIBI);
    if (gpus > 0) {
      requests.put(GPU_MILLI, (long) gpus * share);
    }
    PodShape shape =
        PodShape.builder(ResourceList.of(requests))
            .affinity(affinity(pod.text("gpu_spec", "")))
            .build();
    long created = pod.seconds("creation_time");
    long started = pod.has("scheduled_time") ? pod.seconds("scheduled_time") : created;
    long ended = pod.seconds("deletion_time");
    if (ended < started) {
      throw pod.bad(
          "deletion_time", "is before scheduled_time or creation_time; correct one of them");
    }
    return new TraceJob(
        pod.text("name"),
        pod.text("qos", BasaltTrace.DEFAULT_QUEUE).toLowerCase(Locale.ROOT),
        workClass(gpus, share),
        created,
        1,
        1,
        shapes.computeIfAbsent(shape, same -> same),
        ended - started,
        0,
        0);
  }

  private static String workClass(int gpus, int share) {
    if (gpus == 0) {
      return "no GPU";
    }
    if (gpus > 1) {
      return "several GPUs";
    }
    return share < 1000 ? "part of a GPU" : "one GPU";
  }

  private static NodeAffinity affinity(String models) {
    if (models.isEmpty()) {
      return NodeAffinity.NONE;
    }
    Expression oneOf = new Expression(MODEL, Operator.IN, List.of(models.split("\\|", -1)));
    return new NodeAffinity(List.of(new Term(List.of(oneOf), List.of())), List.of());
  }
}
