package dev.basalt.bench.exporter;

import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.UserSource;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.exporter.view.ClusterView;
import dev.basalt.exporter.view.PodViewer;
import dev.basalt.exporter.view.SeenGroup;
import dev.basalt.exporter.view.SeenJob;
import dev.basalt.exporter.view.SeenNode;
import dev.basalt.exporter.view.SeenPod;
import dev.basalt.exporter.view.SeenQueue;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Pods of jobs, all of them bound and running, kept as the exporter's watches keep them. */
final class FullCluster {
  private static final int QUEUES = 20;
  private static final String CREATED = "2026-01-01T00:00:00Z";

  private final PodViewer viewer = new PodViewer(Set.of("basalt"), UserSource.USER_ANNOTATION);
  private final Map<ObjectKey, SeenPod> pods = new ConcurrentHashMap<>();
  private final Random random = new Random(1);
  private final ClusterView view;
  private final int podsPerJob;
  private final int jobs;
  private final int nodes;

  FullCluster(ClusterView view, int pods, int jobs, int nodes) {
    this.view = view;
    this.jobs = jobs;
    this.nodes = nodes;
    this.podsPerJob = Math.max(1, pods / jobs);
    for (int queue = 0; queue < QUEUES; queue++) {
      view.queueChanged(queue(queue), seenQueue(queue(queue)));
    }
    for (int node = 0; node < nodes; node++) {
      view.nodeChanged(node(node), seenNode(node));
    }
    for (int job = 0; job < jobs; job++) {
      view.groupChanged(null, group(job));
      view.jobChanged(null, job(job));
      for (int pod = 0; pod < podsPerJob; pod++) {
        tell(pod(job, pod, random.nextInt(nodes)));
      }
    }
    view.begin();
  }

  /** Some pods go to other nodes, as after a restart of theirs. */
  void change(int count) {
    for (int i = 0; i < count; i++) {
      tell(pod(random.nextInt(jobs), random.nextInt(podsPerJob), random.nextInt(nodes)));
    }
  }

  private void tell(Pod pod) {
    ObjectKey key = ObjectKey.of(pod);
    SeenPod after = viewer.read(pod);
    SeenPod before = pods.get(key);
    if (!after.equals(before)) {
      pods.put(key, after);
      view.podChanged(before, after);
    }
  }

  private static Pod pod(int job, int index, int node) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace(job))
        .withName(name(job) + "-worker-" + index)
        .withUid(job + "-" + index)
        .withCreationTimestamp(CREATED)
        .addToLabels("volcano.sh/job-name", name(job))
        .addToLabels("volcano.sh/job-namespace", namespace(job))
        .addToLabels("volcano.sh/queue-name", queue(job))
        .addToLabels("volcano.sh/task-spec", "worker")
        .addToLabels("volcano.sh/task-index", Integer.toString(index))
        .addToAnnotations("scheduling.k8s.io/group-name", name(job) + "-group")
        .addToAnnotations("volcano.sh/task-spec", "worker")
        .addToAnnotations("volcano.sh/template-uid", name(job) + "-worker")
        .addToAnnotations("basalt.dev/user", "user-" + job % 100)
        .endMetadata()
        .withNewSpec()
        .withSchedulerName("basalt")
        .withNodeName(node(node))
        .addNewContainer()
        .withName("main")
        .withNewResources()
        .addToRequests("cpu", new Quantity("2"))
        .addToRequests("memory", new Quantity("8Gi"))
        .endResources()
        .endContainer()
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .withStartTime(CREATED)
        .addNewCondition()
        .withType("PodScheduled")
        .withStatus("True")
        .withLastTransitionTime(CREATED)
        .endCondition()
        .endStatus()
        .build();
  }

  private SeenGroup group(int job) {
    return new SeenGroup(
        namespace(job),
        name(job) + "-group",
        queue(job),
        null,
        podsPerJob,
        Instant.parse(CREATED).getEpochSecond(),
        GroupPhase.RUNNING,
        "");
  }

  private SeenJob job(int job) {
    long created = Instant.parse(CREATED).getEpochSecond();
    return new SeenJob(
        namespace(job),
        name(job),
        "uid-" + job,
        queue(job),
        "user-" + job % 100,
        "",
        created,
        created + 5,
        0,
        "Running",
        podsPerJob,
        podsPerJob,
        null,
        Map.of("worker", Map.of("Running", podsPerJob)),
        Map.of());
  }

  private static SeenQueue seenQueue(String name) {
    ResourceList capability = ResourceList.parse(Map.of("cpu", "20000", "memory", "80000Gi"));
    return new SeenQueue(name, "root", "Open", capability, ResourceList.EMPTY);
  }

  private static SeenNode seenNode(int node) {
    return new SeenNode(
        node(node),
        Map.of("basalt.dev/zone", "zone-" + node % 3),
        ResourceList.parse(Map.of("cpu", "256", "memory", "1024Gi", "pods", "250")),
        true);
  }

  private static String name(int job) {
    return "pricing-%05d".formatted(job);
  }

  private static String namespace(int job) {
    return "team-" + job % 50;
  }

  private static String queue(int job) {
    return "queue-" + job % QUEUES;
  }

  private static String node(int node) {
    return "node-%04d".formatted(node);
  }
}
