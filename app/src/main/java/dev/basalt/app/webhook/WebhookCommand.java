package dev.basalt.app.webhook;

import dev.basalt.app.ApiOptions;
import dev.basalt.app.CommandFailure;
import dev.basalt.app.scheduler.HttpEndpoints;
import dev.basalt.app.scheduler.HttpEndpoints.Probe;
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
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the admission webhook until it is told to stop. */
@Command(
    name = "webhook",
    description =
        "Run the admission webhook: defaults, rules, and who submitted what. It makes its own"
            + " certificates and registers itself.",
    showDefaultValues = true)
public final class WebhookCommand implements Callable<Integer> {
  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final int SERVICE_PORT = 443;

  @Mixin private ApiOptions api = new ApiOptions();

  @Option(names = "--port", paramLabel = "PORT", defaultValue = "8443", description = "HTTPS port.")
  private int port = 8443;

  @Option(
      names = "--bind-address",
      paramLabel = "ADDRESS",
      defaultValue = "0.0.0.0",
      description = "Address that it listens on.")
  private String bindAddress = "0.0.0.0";

  @Option(
      names = "--namespace",
      paramLabel = "NAMESPACE",
      defaultValue = "basalt-system",
      description = "Where the Secret and the Service lie; it is not asked about objects there.")
  private String namespace = "basalt-system";

  @Option(
      names = "--secret",
      paramLabel = "NAME",
      defaultValue = "basalt-webhook-tls",
      description = "The Secret of its certificates, shared by replicas.")
  private String secret = "basalt-webhook-tls";

  @Option(
      names = "--service",
      paramLabel = "NAME",
      description =
          "The Service that the API server reaches it by, on port 443; inside a cluster,"
              + " basalt-webhook unless --host is given.")
  private @Nullable String service;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "Instead of a Service: the host that the API server reaches it at; outside a cluster,"
              + " 127.0.0.1 unless --service is given.")
  private @Nullable String host;

  @Option(
      names = "--scheduler-name",
      paramLabel = "NAME",
      description =
          "Pods with this schedulerName are ours; repeatable, the first is that of jobs that name"
              + " none. Without it: volcano and basalt.")
  private Set<String> names = new LinkedHashSet<>();

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
      names = "--group-workloads",
      description =
          "Put pods of Deployments, Jobs, workflows and so on into the PodGroup that the controllers"
              + " make for them as soon as they are created, so that none of them starts before it"
              + " is there. Needs the controllers.")
  private boolean groupWorkloads;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      defaultValue = "8082",
      description = "Port of /metrics, by plain HTTP; 0 for any free one.")
  private int metricsPort = 8082;

  @Override
  public Integer call() throws InterruptedException {
    WebhookMetrics metrics = new WebhookMetrics();
    WebhookProcess process = started(metrics);
    HttpEndpoints endpoints = endpoints(metrics, process);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(() -> {
                  process.close();
                  endpoints.close();
                  stopped.countDown();
                }));
    stopped.await();
    return 0;
  }

  private WebhookProcess started(WebhookMetrics metrics) throws InterruptedException {
    try {
      WebhookProcess process = new WebhookProcess(api.access(), options(), metrics);
      metrics.follow(process);
      return process;
    } catch (IOException e) {
      throw new CommandFailure(
          "port " + port + " cannot be served: " + e.getMessage() + "; name another with --port",
          e);
    } catch (KubernetesClientException e) {
      throw new CommandFailure("the API server cannot be used: " + e.getMessage(), e);
    }
  }

  private HttpEndpoints endpoints(WebhookMetrics metrics, WebhookProcess process) {
    try {
      return new HttpEndpoints(
          bindAddress,
          metricsPort,
          metrics::scrape,
          () -> new Probe(true, "ok\n"),
          () ->
              process.ready()
                  ? new Probe(true, "ok\n")
                  : new Probe(false, "queues and namespaces are not known yet\n"));
    } catch (IOException e) {
      process.close();
      throw new CommandFailure(
          "--metrics-port " + metricsPort + " cannot be used: " + e.getMessage(), e);
    }
  }

  private WebhookOptions options() {
    Set<String> served =
        names.isEmpty() ? new LinkedHashSet<>(List.of("volcano", "basalt")) : names;
    try {
      Duration life = Duration.ofNanos(Durations.parseNanos(certificateLife));
      return new WebhookOptions(
          bindAddress,
          port,
          reach(),
          namespace,
          secret,
          served,
          served.iterator().next(),
          controllers,
          keepBusyQueues,
          groupWorkloads,
          groups(),
          Rotation.of(life),
          PERIOD);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--certificate-life: " + e.getMessage(), e);
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

  private Reach reach() {
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
