package dev.basalt.testkit.agent;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the API server what became of pods: one write of a pod after the other, those of different
 * pods side by side, each until it is answered for good.
 */
final class PodWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PodWriter.class);
  private static final long RETRY_MILLIS = 200;

  private final KubernetesClient client;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, CompletableFuture<Void>> last = new ConcurrentHashMap<>();
  private volatile boolean closed;

  PodWriter(KubernetesClient client) {
    this.client = client;
  }

  /** Merges a status into the pod of that UID; nothing happens if it is gone. */
  void status(Pod pod, PodStatus status) {
    Pod patch =
        new PodBuilder()
            .withNewMetadata()
            .withName(pod.getMetadata().getName())
            .withNamespace(pod.getMetadata().getNamespace())
            .withUid(pod.getMetadata().getUid())
            .endMetadata()
            .withStatus(status)
            .build();
    enqueue(
        pod,
        () ->
            client
                .pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch));
  }

  /** Removes the pod of that UID from the API server, as a kubelet does once it has ended. */
  void remove(Pod pod) {
    String path =
        "/api/v1/namespaces/%s/pods/%s"
            .formatted(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
    enqueue(
        pod,
        () ->
            client.raw(
                path,
                "DELETE",
                new DeleteOptionsBuilder()
                    .withGracePeriodSeconds(0L)
                    .withNewPreconditions()
                    .withUid(pod.getMetadata().getUid())
                    .endPreconditions()
                    .build()));
  }

  private void enqueue(Pod pod, Runnable write) {
    String uid = pod.getMetadata().getUid();
    CompletableFuture<Void> tail =
        last.compute(
            uid,
            (key, before) ->
                (before == null ? CompletableFuture.<Void>completedFuture(null) : before)
                    .thenRunAsync(() -> untilAnswered(pod, write), threads));
    var _ = tail.whenComplete((done, failure) -> last.remove(uid, tail));
  }

  private void untilAnswered(Pod pod, Runnable write) {
    while (!closed) {
      try {
        write.run();
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
            || e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
          return;
        }
        LOG.debug("Trying again to write {}: {}", pod.getMetadata().getName(), e.getMessage());
      }
      try {
        TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    threads.shutdownNow();
  }
}
