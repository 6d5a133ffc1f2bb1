package dev.basalt.app.role;

import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.app.CommandFailure;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a cluster must have before a role can work, and what is made where it is missing. */
public final class Prerequisites {
  private static final Logger LOG = LoggerFactory.getLogger(Prerequisites.class);
  private static final String VOLCANO = "volcano";
  private static final String GROUP_VERSION = "scheduling.volcano.sh/v1beta1";
  private static final List<String> RESOURCES = List.of("podgroups", "queues");

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long PAUSE_NANOS = 100_000_000;

  private final KubernetesClient client;
  private final Duration patience;

  /** What must be there on the cluster of a client. */
  public Prerequisites(KubernetesClient client) {
    this(client, PATIENCE);
  }

  /**
   * The same with another patience.
   *
   * @param patience how long a definition is waited for, 0 for not at all
   */
  Prerequisites(KubernetesClient client, Duration patience) {
    this.client = client;
    this.patience = patience;
  }

  /**
   * Checks that PodGroups and queues are defined, by what the API server serves of their group. A
   * kind that was defined just now may not be served yet: it is waited for, for a few seconds.
   *
   * @throws CommandFailure if one is missing, or the API server cannot be reached
   */
  public void requireDefinitions() {
    requireDefinitions(GROUP_VERSION, RESOURCES);
  }

  /**
   * The same for other kinds.
   *
   * @param groupVersion such as {@code batch.volcano.sh/v1alpha1}
   * @param resources their plural names
   */
  public void requireDefinitions(String groupVersion, List<String> resources) {
    long deadline = System.nanoTime() + patience.toNanos();
    String missing = missingResource(groupVersion, resources);
    while (missing != null && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(PAUSE_NANOS);
      missing = missingResource(groupVersion, resources);
    }
    if (missing != null) {
      throw new CommandFailure(
          "the cluster does not know "
              + missing
              + " of "
              + groupVersion
              + "; define them with: ./basalt crds --apply --kubeconfig FILE");
    }
  }

  private @Nullable String missingResource(String groupVersion, List<String> resources) {
    APIResourceList served;
    try {
      served = client.getApiResources(groupVersion);
    } catch (KubernetesClientException e) {
      throw new CommandFailure("the API server cannot be used: " + e.getMessage(), e);
    }
    for (String resource : resources) {
      if (served == null
          || served.getResources().stream().noneMatch(r -> r.getName().equals(resource))) {
        return resource;
      }
    }
    return null;
  }

  /**
   * Makes the default queue where it is missing.
   *
   * @throws CommandFailure if it cannot be made
   */
  public void ensureQueue(String name) {
    if (client.resources(Queue.class).withName(name).get() != null) {
      return;
    }
    Queue queue = new Queue();
    queue.setMetadata(new ObjectMetaBuilder().withName(name).build());
    queue.setSpec(new QueueSpec(1, null, null, null, true, null, null, null, null, null, null));
    try {
      client.resource(queue).create();
      LOG.info("queue {} made", name);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw new CommandFailure("queue " + name + " cannot be made: " + e.getMessage(), e);
      }
    }
  }

  /**
   * Makes the Lease's namespace where it is missing. Whoever may not look whether it is there has
   * been given a place for the Lease, and the elector tells if there is none.
   *
   * @throws CommandFailure if it is missing and cannot be made
   */
  public void ensureNamespace(String name) {
    try {
      if (client.namespaces().withName(name).get() != null) {
        return;
      }
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return;
      }
      throw new CommandFailure("the API server cannot be used: " + e.getMessage(), e);
    }
    Namespace namespace =
        new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build();
    try {
      client.resource(namespace).create();
      LOG.info("namespace {} made for the Lease", name);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw new CommandFailure(
            "namespace "
                + name
                + ", for the Lease, is missing and cannot be made; make it (kubectl create"
                + " namespace "
                + name
                + "), name another with --lease-namespace, or use --leader-elect false: "
                + e.getMessage(),
            e);
      }
    }
  }

  /**
   * The scheduler names that are ours to serve: {@code volcano} is left alone while Volcano's own
   * scheduler holds a live Lease.
   */
  public Set<String> servedNames(Set<String> wanted) {
    if (!wanted.contains(VOLCANO) || wanted.size() == 1 || !volcanoIsAlive()) {
      return wanted;
    }
    LOG.warn(
        "Volcano's own scheduler is at work here: pods with schedulerName volcano are left to it;"
            + " to take them over, stop it or name --scheduler-name volcano alone");
    Set<String> served = new HashSet<>(wanted);
    served.remove(VOLCANO);
    return served;
  }

  private boolean volcanoIsAlive() {
    Lease lease;
    try {
      lease = client.leases().inNamespace("volcano-system").withName(VOLCANO).get();
    } catch (KubernetesClientException e) {
      LOG.debug("Volcano's Lease cannot be read: {}", e.getMessage());
      return false;
    }
    if (lease == null || lease.getSpec() == null || lease.getSpec().getRenewTime() == null) {
      return false;
    }
    Integer seconds = lease.getSpec().getLeaseDurationSeconds();
    Duration age = Duration.between(lease.getSpec().getRenewTime().toInstant(), Instant.now());
    return age.toSeconds() < (seconds == null ? 15 : seconds);
  }
}
