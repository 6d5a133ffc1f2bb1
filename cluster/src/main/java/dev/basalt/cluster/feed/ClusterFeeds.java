package dev.basalt.cluster.feed;

import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.zone.NodeZone;
import dev.basalt.cluster.convert.DisruptionBudgetReader;
import dev.basalt.cluster.convert.NamespaceReader;
import dev.basalt.cluster.convert.NodeReader;
import dev.basalt.cluster.convert.NodeZoneReader;
import dev.basalt.cluster.convert.PodGroupReader;
import dev.basalt.cluster.convert.PodReader;
import dev.basalt.cluster.convert.Pools;
import dev.basalt.cluster.convert.QueueReader;
import dev.basalt.cluster.convert.ResourceQuotaReader;
import dev.basalt.cluster.convert.StorageReader;
import dev.basalt.cluster.feed.protobuf.NodeSkimmer;
import dev.basalt.cluster.feed.protobuf.PodSkimmer;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.ClusterEvent.PriorityClassChanged;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.port.Clock;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes feeds of a real cluster. */
public final class ClusterFeeds {
  private final KubernetesClient client;
  private final FeedSettings settings;
  private final Clock clock;
  private final Executor executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("feed-informer-", 0).factory());

  private ClusterFeeds(KubernetesClient client, FeedSettings settings, Clock clock) {
    this.client = client;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * A feed of everything that scheduling reads.
   *
   * @param client stays open as long as the feed, and is not closed by it; should watch over
   *     WebSockets, its default: its plain HTTP watches stumble over characters of several bytes,
   *     and an informer then lists again and again
   */
  public static ClusterFeed create(KubernetesClient client, FeedSettings settings, Clock clock) {
    ClusterFeeds feeds = new ClusterFeeds(client, settings, clock);
    return new WatchedCluster(feeds::source, settings, clock);
  }

  private Source source(
      Kind kind, Consumer<ClusterEvent> events, Vitals vitals, Runnable onSynced) {
    return switch (kind) {
      case QUEUE ->
          informer(
              Queue.class,
              Queue::new,
              QueueReader::read,
              watched(SpecShapes.QUEUE, events, vitals, onSynced));
      case POD_GROUP ->
          informer(
              PodGroup.class,
              PodGroup::new,
              group -> PodGroupReader.read(group, settings.user()),
              watched(SpecShapes.POD_GROUP, events, vitals, onSynced));
      case PRIORITY_CLASS ->
          informer(
              PriorityClass.class,
              PriorityClass::new,
              ClusterFeeds::priorityClass,
              watched(SpecShapes.PRIORITY_CLASS, events, vitals, onSynced));
      case NAMESPACE ->
          informer(
              Namespace.class,
              Namespace::new,
              NamespaceReader::read,
              watched(SpecShapes.NAMESPACE, events, vitals, onSynced));
      case NODE_ZONE ->
          informer(
              NodeZone.class,
              NodeZone::new,
              NodeZoneReader::read,
              watched(SpecShapes.NODE_ZONE, events, vitals, onSynced));
      case NODE -> nodes(watched(SpecShapes.NODE, events, vitals, onSynced));
      case POD -> pods(watched(SpecShapes.POD, events, vitals, onSynced));
      case RESOURCE_QUOTA ->
          informer(
              ResourceQuota.class,
              ResourceQuota::new,
              ResourceQuotaReader::read,
              watched(SpecShapes.RESOURCE_QUOTA, events, vitals, onSynced));
      case DISRUPTION_BUDGET ->
          informer(
              PodDisruptionBudget.class,
              PodDisruptionBudget::new,
              DisruptionBudgetReader::read,
              watched(SpecShapes.DISRUPTION_BUDGET, events, vitals, onSynced));
      case CLAIM ->
          informer(
              PersistentVolumeClaim.class,
              PersistentVolumeClaim::new,
              StorageReader::claim,
              watched(SpecShapes.CLAIM, events, vitals, onSynced));
      case VOLUME ->
          informer(
              PersistentVolume.class,
              PersistentVolume::new,
              StorageReader::volume,
              watched(SpecShapes.VOLUME, events, vitals, onSynced));
      case STORAGE_CLASS ->
          informer(
              StorageClass.class,
              StorageClass::new,
              StorageReader::storageClass,
              watched(SpecShapes.STORAGE_CLASS, events, vitals, onSynced));
      case ATTACH_LIMITS ->
          informer(
              CSINode.class,
              CSINode::new,
              StorageReader::attachLimits,
              watched(SpecShapes.ATTACH_LIMITS, events, vitals, onSynced));
    };
  }

  private <T> Watched<T> watched(
      Told.Shape<T> shape, Consumer<ClusterEvent> events, Vitals vitals, Runnable onSynced) {
    return new Watched<>(new Told<>(shape, events), vitals, settings, clock, onSynced);
  }

  private <K extends HasMetadata, T> Source informer(
      Class<K> type, Supplier<K> blank, Function<K, T> reader, Watched<T> watched) {
    return new InformerSource<>(client, type, blank, reader, watched, executor);
  }

  private Source nodes(Watched<NodeSpec> watched) {
    Pools pools = new Pools();
    Source informer = informer(Node.class, Node::new, new NodeReader(pools)::read, watched);
    return switch (settings.podsAndNodes()) {
      case INFORMERS -> informer;
      case PROTOBUF ->
          new ProtobufSource<>(
              "nodes",
              new ProtobufApi(client, "nodes", settings.pageSize()),
              new NodeSkimmer(pools),
              NodeSpec::name,
              watched,
              informer);
    };
  }

  private Source pods(Watched<PodSpec> watched) {
    Pools pools = new Pools(settings.user());
    Source informer = informer(Pod.class, Pod::new, new PodReader(pools)::read, watched);
    return switch (settings.podsAndNodes()) {
      case INFORMERS -> informer;
      case PROTOBUF ->
          new ProtobufSource<>(
              "pods",
              new ProtobufApi(client, "pods", settings.pageSize()),
              new PodSkimmer(pools),
              PodSpec::key,
              watched,
              informer);
    };
  }

  private static PriorityClassChanged priorityClass(PriorityClass read) {
    return new PriorityClassChanged(
        read.getMetadata().getName(),
        read.getValue() == null ? 0 : read.getValue(),
        Boolean.TRUE.equals(read.getGlobalDefault()));
  }
}
