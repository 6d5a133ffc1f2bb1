package dev.basalt.app.webhook;

import dev.basalt.app.ApiOptions;
import dev.basalt.app.CommandFailure;
import dev.basalt.app.role.RoleContext;
import dev.basalt.core.resource.Durations;
import dev.basalt.webhook.WebhookOptions;
import dev.basalt.webhook.WebhookProcess;
import dev.basalt.webhook.admit.ResourceGroups;
import dev.basalt.webhook.register.Reach;
import dev.basalt.webhook.tls.Rotation;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the webhook works, for each command that runs one. */
public final class WebhookFlags {
  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final int SERVICE_PORT = 443;

  /**
   * Where it is.
   *
   * @param bindAddress address that it listens on
   * @param port 0 for any free one
   * @param namespace where its Secret and Service lie
   */
  public record Place(String bindAddress, int port, String namespace) {}

  @Option(
      names = "--secret",
      paramLabel = "NAME",
      defaultValue = "basalt-webhook-tls",
      description = "The Secret of the webhook's certificates, shared by replicas.")
  private String secret = "basalt-webhook-tls";

  @Option(
      names = "--service",
      paramLabel = "NAME",
      description =
          "The Service that the API server reaches the webhook by, on port 443; inside a cluster,"
              + " basalt-webhook unless --host is given.")
  private @Nullable String service;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "Instead of a Service: the host that the API server reaches the webhook at; outside a cluster,"
              + " 127.0.0.1 unless --service is given.")
  private @Nullable String host;

  @Option(
      names = "--controller-user",
      paramLabel = "NAME",
      defaultValue = "system:serviceaccount:basalt-system:basalt-controllers",
      description =
          "User name of our controllers, which copy basalt.dev/user from a job to its pods;"
              + " repeatable. Everybody else's is overwritten.")
  private Set<String> controllers = new LinkedHashSet<>();

  @Option(
      names = "--keep-busy-queues",
      description = "Refuse to delete a queue whose pods hold something.")
  private boolean keepBusyQueues;

  @Option(
      names = "--admission-conf",
      paramLabel = "FILE",
      description = "Volcano's admission configuration: resourceGroups.")
  private @Nullable Path configuration;

  @Option(
      names = "--certificate-life",
      paramLabel = "DURATION",
      defaultValue = "2160h",
      description = "How long a certificate is valid; it is replaced at two thirds of that.")
  private String certificateLife = "2160h";

  @Option(
      names = "--tls",
      paramLabel = "FOLDER",
      description =
          "Folder of tls.crt, tls.key and ca.crt that somebody else makes and renews, such as"
              + " cert-manager; without it, the webhook makes its own.")
  private @Nullable Path mounted;

  @Option(
      names = "--client-ca",
      paramLabel = "FILE",
      description =
          "Review only what comes with a certificate of these authorities; without it, what"
              + " anybody sends.")
  private @Nullable Path callers;

  @Option(
      names = "--group-workloads",
      description =
          "Put pods of Deployments, Jobs, workflows and so on into the PodGroup that the controllers"
              + " make for them as soon as they are created, so that none of them starts before it"
              + " is there. Needs the controllers.")
  private boolean groupWorkloads;

  /**
   * A running webhook.
   *
   * @param schedulerNames whose pods are ours; the first is that of jobs that name none
   * @param writers users that our controllers are, beside those named
   * @param context of the process that it runs in
   * @throws CommandFailure if a value, the port or the API server cannot be used
   */
  public WebhookRole started(
      ApiOptions api,
      Place place,
      Set<String> schedulerNames,
      Set<String> writers,
      RoleContext context) {
    WebhookMetrics metrics = new WebhookMetrics(context.registry());
    try {
      WebhookProcess process =
          context
              .opened()
              .open(
                  new WebhookProcess(
                      api.access(), options(api, place, schedulerNames, writers), metrics));
      metrics.follow(process);
      return new WebhookRole(process);
    } catch (IOException e) {
      throw new CommandFailure(
          "port " + place.port() + " cannot be served: " + e.getMessage() + "; name another", e);
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    } catch (KubernetesClientException e) {
      throw new CommandFailure("the API server cannot be used: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted while queues and namespaces were being read", e);
    }
  }

  private WebhookOptions options(
      ApiOptions api, Place place, Set<String> schedulerNames, Set<String> writers) {
    Set<String> ours = new LinkedHashSet<>(controllers);
    ours.addAll(writers);
    try {
      Duration life = Duration.ofNanos(Durations.parseNanos(certificateLife));
      return new WebhookOptions(
          place.bindAddress(),
          place.port(),
          reach(api, place.namespace()),
          place.namespace(),
          secret,
          schedulerNames,
          schedulerNames.iterator().next(),
          ours,
          keepBusyQueues,
          groupWorkloads,
          groups(),
          Rotation.of(life),
          PERIOD,
          mounted,
          callers());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--certificate-life: " + e.getMessage(), e);
    }
  }

  private @Nullable String callers() {
    if (callers == null) {
      return null;
    }
    try {
      return Files.readString(callers);
    } catch (IOException e) {
      throw new CommandFailure("--client-ca " + callers + " cannot be read: " + e.getMessage(), e);
    }
  }

  private ResourceGroups groups() {
    if (configuration == null) {
      return ResourceGroups.none();
    }
    try {
      return ResourceGroups.parse(Files.readString(configuration));
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandFailure("--admission-conf " + configuration + ": " + e.getMessage(), e);
    }
  }

  private Reach reach(ApiOptions api, String namespace) {
    if (service != null) {
      return new Reach.Service(namespace, service, SERVICE_PORT);
    }
    if (host != null) {
      return new Reach.Host(host);
    }
    return api.ownCluster()
        ? new Reach.Service(namespace, "basalt-webhook", SERVICE_PORT)
        : new Reach.Host("127.0.0.1");
  }
}
