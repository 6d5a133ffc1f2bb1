package dev.basalt.app.acceptance;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Short pods without end: there are always some that wait, so that whatever room comes free is
 * taken at once; those that ended are removed.
 */
final class Churn implements ResourceEventHandler<Pod>, AutoCloseable {
  private static final long PERIOD_MILLIS = 100;
  private static final int SHORTEST_MILLIS = 1_000;
  private static final int LONGEST_MILLIS = 5_000;

  private final KubernetesClient client;
  private final String namespace;
  private final int backlog;
  private final SplittableRandom random;
  private final Map<String, Pod> pods = new ConcurrentHashMap<>();
  private final SharedIndexInformer<Pod> informer;
  private int created;
  private int removed;

  /**
   * A churn of one-CPU pods that run for one to five seconds.
   *
   * @param backlog how many pods wait at any time
   */
  Churn(KubernetesClient client, String namespace, int backlog, long seed) {
    this.client = client;
    this.namespace = namespace;
    this.backlog = backlog;
    this.random = new SplittableRandom(seed);
    this.informer = client.pods().inNamespace(namespace).inform(this);
  }

  /** Goes on for so long; returns how many pods ended meanwhile. */
  int run(Duration duration) throws InterruptedException {
    int before = removed;
    long end = System.nanoTime() + duration.toNanos();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      while (System.nanoTime() < end) {
        refill();
        removeEnded(threads);
        TimeUnit.MILLISECONDS.sleep(PERIOD_MILLIS);
      }
    }
    return removed - before;
  }

  private void refill() {
    long waiting =
        pods.values().stream().filter(pod -> pod.getSpec().getNodeName() == null).count();
    for (long missing = backlog - waiting; missing > 0; missing -= backlog / 4 + 1) {
      int count = (int) Math.min(missing, backlog / 4 + 1);
      int millis = random.nextInt(SHORTEST_MILLIS, LONGEST_MILLIS);
      Workload.of("churn-" + created, count, "1", "64Mi")
          .lasting(millis + "ms")
          .create(client, namespace);
      created += count;
    }
  }

  private void removeEnded(ExecutorService threads) throws InterruptedException {
    List<Pod> ended =
        pods.values().stream()
            .filter(pod -> Set.of("Succeeded", "Failed").contains(pod.getStatus().getPhase()))
            .toList();
    List<Future<?>> requests = new ArrayList<>();
    for (Pod pod : ended) {
      pods.remove(pod.getMetadata().getUid());
      removed++;
      requests.add(threads.submit(() -> client.resource(pod).withGracePeriod(0).delete()));
    }
    for (Future<?> request : requests) {
      try {
        request.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("a pod cannot be removed", e.getCause());
      }
    }
  }

  @Override
  public void onAdd(Pod pod) {
    pods.put(pod.getMetadata().getUid(), pod);
  }

  @Override
  public void onUpdate(Pod before, Pod pod) {
    pods.computeIfPresent(pod.getMetadata().getUid(), (uid, known) -> pod);
  }

  @Override
  public void onDelete(Pod pod, boolean finalStateUnknown) {
    pods.remove(pod.getMetadata().getUid());
  }

  @Override
  public void close() {
    informer.close();
  }
}
