package dev.basalt.app.demo;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.app.CommandFailure;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The objects of the demo on a real API server; all of them carry one label. */
final class ApiObjects implements AutoCloseable {
  /** Where all pods and PodGroups go. */
  static final String NAMESPACE = "basalt-demo";

  /** The scheduler that the pods name: that of this process and no other. */
  static final String SCHEDULER = "basalt-demo";

  /** The image of pods that really run. */
  static final String IMAGE = "busybox:1.37";

  private static final String LABEL = "app.kubernetes.io/managed-by";
  static final Map<String, String> LABELS = Map.of(LABEL, "basalt-demo");
  private static final int PARALLEL_REQUESTS = 32;
  private static final long ACCOUNT_SECONDS = 30;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int ATTEMPTS = 12;
  private static final long PAUSE_NANOS = 250_000_000;

  /**
   * How the demo behaves in a cluster.
   *
   * @param queuePrefix what its queues' names begin with, so that they are nobody else's
   * @param keep whether its objects stay at the end
   */
  record Manners(String queuePrefix, boolean keep) {}

  private final KubernetesClient client;
  private final Manners manners;
  private final ExecutorService pool = Executors.newFixedThreadPool(PARALLEL_REQUESTS);
  private final List<HasMetadata> created = new ArrayList<>();

  ApiObjects(KubernetesClient client, Manners manners) {
    this.client = client;
    this.manners = manners;
  }

  /** What {@link #create} makes outside of the namespace and inside, one line each. */
  static List<String> plan(String queuePrefix) {
    List<String> plan = new ArrayList<>();
    plan.add("namespace " + NAMESPACE + " with PodGroups and pods of image " + IMAGE);
    for (DemoQueue queue : DemoQueue.ALL) {
      plan.add("queue " + queuePrefix + queue.name() + " of weight " + queue.weight());
    }
    plan.add("queue " + VolcanoNames.DEFAULT_QUEUE + ", where there is none: schedulers need it");
    return plan;
  }

  /**
   * Makes namespace and queues, and waits until pods may be created.
   *
   * @throws CommandFailure if one exists or cannot be made
   */
  void create() {
    make(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(NAMESPACE)
            .withLabels(LABELS)
            .endMetadata()
            .build());
    for (DemoQueue queue : DemoQueue.ALL) {
      make(queue(manners.queuePrefix() + queue.name(), queue.weight()));
    }
    if (client.resources(Queue.class).withName(VolcanoNames.DEFAULT_QUEUE).get() == null) {
      make(queue(VolcanoNames.DEFAULT_QUEUE, 1));
    }
    client
        .serviceAccounts()
        .inNamespace(NAMESPACE)
        .withName("default")
        .waitUntilCondition(Objects::nonNull, ACCOUNT_SECONDS, TimeUnit.SECONDS);
  }

  /** Creates a batch's PodGroup, then its pods. */
  void submit(Batch batch) {
    PodGroup group =
        PodGroup.of(
            NAMESPACE,
            batch.name(),
            PodGroupSpec.ofGang(manners.queuePrefix() + batch.queue(), batch.minMember()));
    createSurely(group);
    List<CompletableFuture<Void>> requests = new ArrayList<>(batch.pods());
    for (int i = 0; i < batch.pods(); i++) {
      Pod pod = pod(batch, i);
      requests.add(CompletableFuture.runAsync(() -> createSurely(pod), pool));
    }
    try {
      requests.forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      throw e.getCause() instanceof CommandFailure failure ? failure : e;
    }
  }

  /**
   * Creates an object, and tries again where the API server is too busy or the reply was lost.
   *
   * @throws CommandFailure if it refuses the object, or does not take it for long
   */
  void createSurely(HasMetadata object) {
    for (int attempt = 1; ; attempt++) {
      try {
        client.resource(object).create();
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() == HttpURLConnection.HTTP_CONFLICT && attempt > 1) {
          return;
        }
        boolean refused =
            e.getCode() >= HttpURLConnection.HTTP_BAD_REQUEST
                && e.getCode() < HttpURLConnection.HTTP_INTERNAL_ERROR
                && e.getCode() != TOO_MANY_REQUESTS;
        if (refused || attempt == ATTEMPTS || Thread.currentThread().isInterrupted()) {
          throw new CommandFailure(
              "%s %s cannot be created: %s"
                  .formatted(object.getKind(), object.getMetadata().getName(), e.getMessage()),
              e);
        }
        LockSupport.parkNanos(attempt * PAUSE_NANOS);
      }
    }
  }

  /** Takes away what was made, unless it is to stay. The namespace empties in the background. */
  void remove() {
    if (manners.keep()) {
      return;
    }
    for (HasMetadata object : created.reversed()) {
      try {
        client.resource(object).delete();
      } catch (KubernetesClientException e) {
        System.err.println(
            "basalt: %s %s could not be deleted: %s"
                .formatted(object.getKind(), object.getMetadata().getName(), e.getMessage()));
      }
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }

  private static Queue queue(String name, int weight) {
    Queue queue = Queue.of(name, QueueSpec.ofWeight(weight));
    queue.getMetadata().setLabels(LABELS);
    return queue;
  }

  /** Makes an object that must not be there yet, and takes it away at the end. */
  void make(HasMetadata object) {
    String name = object.getKind() + " " + object.getMetadata().getName();
    try {
      created.add(client.resource(object).create());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        throw new CommandFailure(
            "%s exists; if it is left from an earlier demo: kubectl delete %s %s"
                .formatted(name, object.getFullResourceName(), object.getMetadata().getName()),
            e);
      }
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        throw new CommandFailure(
            "the cluster does not know kind %s: ./basalt crds --apply --kubeconfig FILE"
                .formatted(object.getKind()),
            e);
      }
      throw new CommandFailure(name + " cannot be created: " + e.getMessage(), e);
    }
  }

  /** On fake nodes the annotation says how long it runs, on real ones the command. */
  private static Pod pod(Batch batch, int number) {
    long millis = batch.runs().toMillis();
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(NAMESPACE)
        .withName(batch.name() + "-" + number)
        .withLabels(LABELS)
        .addToAnnotations(VolcanoNames.GROUP_NAME, batch.name())
        .addToAnnotations(BasaltNames.SIM_DURATION, millis + "ms")
        .endMetadata()
        .withNewSpec()
        .withSchedulerName(SCHEDULER)
        .withRestartPolicy("Never")
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withTerminationGracePeriodSeconds(1L)
        .addNewContainer()
        .withName("work")
        .withImage(IMAGE)
        .withCommand("sleep", Long.toString(Math.ceilDiv(millis, 1000)))
        .withNewResources()
        .addToRequests("cpu", new Quantity(batch.cpuMillis() + "m"))
        .addToRequests("memory", new Quantity(Long.toString(batch.memoryBytes())))
        .endResources()
        .endContainer()
        .endSpec()
        .build();
  }
}
