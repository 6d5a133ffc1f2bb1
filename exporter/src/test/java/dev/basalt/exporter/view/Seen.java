package dev.basalt.exporter.view;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.resource.ResourceList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects as they are kept, with little said. */
public final class Seen {
  static final ResourceList ONE_CPU = ResourceList.parse(Map.of("cpu", "1", "memory", "1Gi"));

  private Seen() {}

  /** A job made at 100, of the user named like its namespace. */
  public static SeenJob job(String namespace, String name, String queue, String phase) {
    return job(namespace, name, queue, phase, 0, 0);
  }

  /** The same that started and ended, at 0 not yet. */
  public static SeenJob job(
      String namespace, String name, String queue, String phase, long started, long ended) {
    return job(
        namespace,
        name,
        queue,
        phase,
        started,
        ended,
        Map.of("worker", Map.of("Running", 2)),
        Map.of());
  }

  /** One that runs, with pods by task and phase, and how often these were made larger. */
  public static SeenJob job(
      String namespace,
      String name,
      Map<String, Map<String, Integer>> tasks,
      Map<String, Integer> growths) {
    return job(namespace, name, "q", "Running", 200, 0, tasks, growths);
  }

  private static SeenJob job(
      String namespace,
      String name,
      String queue,
      String phase,
      long started,
      long ended,
      Map<String, Map<String, Integer>> tasks,
      Map<String, Integer> growths) {
    return new SeenJob(
        namespace,
        name,
        "uid-" + namespace + "-" + name,
        queue,
        namespace,
        "",
        100,
        started,
        ended,
        phase,
        2,
        2,
        null,
        tasks,
        growths);
  }

  /** A pod of ours, made at 100, that requests 1 CPU and 1Gi. */
  public static SeenPod pod(
      String namespace, String name, String job, @Nullable String group, @Nullable String node) {
    return pod(
        namespace,
        name,
        job,
        group,
        node,
        node == null ? PodPhase.PENDING : PodPhase.RUNNING,
        node == null ? "NotEnoughResources" : "");
  }

  /** The same in a phase, with a reason. */
  public static SeenPod pod(
      String namespace,
      String name,
      String job,
      @Nullable String group,
      @Nullable String node,
      PodPhase phase,
      String reason) {
    return new SeenPod(
        new SeenPod.Facts(
            namespace,
            name,
            true,
            job,
            "worker",
            node,
            group,
            null,
            null,
            phase,
            false,
            100,
            node == null ? 0 : 130,
            reason,
            ONE_CPU));
  }

  /** A gang of two, made at 100. */
  public static SeenGroup group(String namespace, String name, String queue, GroupPhase phase) {
    return new SeenGroup(
        namespace,
        name,
        queue,
        null,
        2,
        100,
        phase,
        phase == GroupPhase.INQUEUE ? "NotEnoughResources" : "");
  }

  /** A node of 4 CPUs. */
  public static SeenNode node(String name, String zone, boolean usable) {
    return new SeenNode(
        name,
        zone.isEmpty() ? Map.of() : Map.of("basalt.dev/zone", zone),
        ResourceList.parse(
            Map.of("cpu", "4", "memory", "16Gi", "pods", "110", "hugepages-2Mi", "0")),
        usable);
  }
}
