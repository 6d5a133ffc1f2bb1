package dev.basalt.exporter;

import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.zone.NodeZone;
import dev.basalt.cluster.convert.NamespaceReader;
import dev.basalt.cluster.convert.NodeZoneReader;
import dev.basalt.cluster.informer.SlimInformer;
import dev.basalt.controllers.job.WrittenJob;
import dev.basalt.controllers.runtime.Mirror;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.UserSource;
import dev.basalt.core.port.Clock;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.exporter.view.ClusterView;
import dev.basalt.exporter.view.PodViewer;
import dev.basalt.exporter.view.SeenGroup;
import dev.basalt.exporter.view.SeenJob;
import dev.basalt.exporter.view.SeenNode;
import dev.basalt.exporter.view.SeenPod;
import dev.basalt.exporter.view.SeenQueue;
import dev.basalt.exporter.view.SeenQuota;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Watches what the view is made of, kind by kind. */
final class Feeds {
  private static final int PAGE = 500;
  private static final String ZONES = "basalt.dev/v1alpha1";

  private final KubernetesClient client;
  private final Clock clock;
  private final Executor executor;
  private final Mirror<Pod, SeenPod> pods;
  private final Mirror<PodGroup, SeenGroup> groups;
  private final Mirror<WrittenJob, SeenJob> jobs;
  private final Mirror<Queue, SeenQueue> queues;
  private final Mirror<Node, SeenNode> nodes;
  private final Mirror<ResourceQuota, SeenQuota> quotas;
  private final Mirror<Namespace, Optional<ResourceList>> namespaces;
  private final @Nullable Mirror<NodeZone, Optional<LabelSelector>> zones;

  Feeds(KubernetesClient client, ExporterSettings settings, Clock clock, Executor executor) {
    this.client = client;
    this.clock = clock;
    this.executor = executor;
    UserSource user = settings.user();
    PodViewer viewer = new PodViewer(settings.schedulerNames(), user);
    pods =
        Mirror.ofPods(
            client,
            new SlimInformer.Selection<>(Pod.class, Pod::new, null, PAGE),
            viewer::read,
            (key, pod) -> null,
            clock,
            executor);
    groups = mirror(PodGroup.class, PodGroup::new, group -> SeenGroup.read(group, user));
    jobs = mirror(WrittenJob.class, WrittenJob::new, job -> SeenJob.read(job, user));
    queues = mirror(Queue.class, Queue::new, SeenQueue::read);
    nodes = mirror(Node.class, Node::new, SeenNode.reader());
    quotas = mirror(ResourceQuota.class, ResourceQuota::new, SeenQuota::read);
    namespaces = mirror(Namespace.class, Namespace::new, Feeds::quota);
    // A definition that comes later is seen by the next process; a watch of none would never sync.
    zones =
        client.getApiResources(ZONES) == null
            ? null
            : mirror(NodeZone.class, NodeZone::new, Feeds::selector);
  }

  private <K extends HasMetadata, V> Mirror<K, V> mirror(
      Class<K> type, Supplier<K> blank, Function<K, V> reader) {
    return new Mirror<>(
        client,
        new SlimInformer.Selection<>(type, blank, null, PAGE),
        reader,
        (key, object) -> null,
        clock,
        executor);
  }

  private static Optional<ResourceList> quota(Namespace namespace) {
    return Optional.ofNullable(NamespaceReader.read(namespace).quota());
  }

  private static Optional<LabelSelector> selector(NodeZone zone) {
    return Optional.ofNullable(NodeZoneReader.read(zone).selector());
  }

  /** Begins to tell the view. */
  void start(ClusterView view) {
    if (zones != null) {
      zones.start((key, before, after) ->
          view.zoneChanged(key.name(), after == null ? null : after.orElse(null)));
    }
    queues.start((key, before, after) -> view.queueChanged(key.name(), after));
    namespaces.start((key, before, after) ->
        view.namespaceChanged(key.name(), after == null ? null : after.orElse(null)));
    quotas.start((key, before, after) -> view.quotaChanged(before, after));
    nodes.start((key, before, after) -> view.nodeChanged(key.name(), after));
    groups.start((key, before, after) -> view.groupChanged(before, after));
    jobs.start((key, before, after) -> view.jobChanged(before, after));
    pods.start((key, before, after) -> view.podChanged(before, after));
  }

  /** What is known of a pod, null if nothing. */
  @Nullable SeenPod pod(ObjectKey key) {
    return pods.get(key);
  }

  List<Mirror<?, ?>> mirrors() {
    List<Mirror<?, ?>> mirrors =
        new ArrayList<>(List.of(pods, groups, jobs, queues, nodes, quotas, namespaces));
    if (zones != null) {
      mirrors.add(zones);
    }
    return mirrors;
  }
}
