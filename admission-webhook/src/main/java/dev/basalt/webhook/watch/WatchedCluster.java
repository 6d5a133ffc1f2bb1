package dev.basalt.webhook.watch;

import dev.basalt.api.scheduling.Queue;
import dev.basalt.webhook.admit.NamespaceBook;
import dev.basalt.webhook.rules.QueueBook;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queues and namespaces, watched. A queue that is not known is asked for once more, as it may have
 * been made a moment ago, in the same file as the job that names it.
 */
public final class WatchedCluster implements QueueBook, NamespaceBook, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("webhook");

  private final KubernetesClient client;
  private final SharedIndexInformer<Queue> queues;
  private final SharedIndexInformer<Namespace> namespaces;

  /** Starts to watch; nothing is known yet. */
  public WatchedCluster(KubernetesClient client) {
    this.client = client;
    queues = watching(client.resources(Queue.class).runnableInformer(0), "queues");
    namespaces = watching(client.namespaces().runnableInformer(0), "namespaces");
  }

  private static <T extends HasMetadata> SharedIndexInformer<T> watching(
      SharedIndexInformer<T> informer, String what) {
    return informer.exceptionHandler((running, failure) -> {
      LOG.warn("{} cannot be watched, trying again: {}", what, failure.toString());
      return true;
    });
  }

  /** Waits until everything is known, or some time has passed; later it is found out anyway. */
  public void start(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    var queuesKnown = queues.start().toCompletableFuture();
    var namespacesKnown = namespaces.start().toCompletableFuture();
    try {
      queuesKnown.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      namespacesKnown.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("queues and namespaces are not known yet: {}", e.toString());
    }
  }

  /** Whether everything is known. */
  public boolean known() {
    return queues.hasSynced() && namespaces.hasSynced();
  }

  @Override
  public @Nullable Queue find(String name) {
    Queue queue = queues.getStore().getByKey(name);
    if (queue != null || name.isEmpty()) {
      return queue;
    }
    return client.resources(Queue.class).withName(name).get();
  }

  @Override
  public Collection<Queue> all() {
    return queues.getStore().list();
  }

  @Override
  public Map<String, String> annotations(String namespace) {
    Namespace found = namespaces.getStore().getByKey(namespace);
    if (found == null && !namespace.isEmpty()) {
      found = client.namespaces().withName(namespace).get();
    }
    Map<String, String> annotations = found == null ? null : found.getMetadata().getAnnotations();
    return annotations == null ? Map.of() : annotations;
  }

  @Override
  public void close() {
    queues.close();
    namespaces.close();
  }
}
