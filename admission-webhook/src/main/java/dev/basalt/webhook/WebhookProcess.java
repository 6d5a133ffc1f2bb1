package dev.basalt.webhook;

import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.cluster.http.ApiClient;
import dev.basalt.webhook.admit.Admission;
import dev.basalt.webhook.register.Registration;
import dev.basalt.webhook.server.AdmissionServer;
import dev.basalt.webhook.server.AdmissionServer.Door;
import dev.basalt.webhook.server.ReviewObserver;
import dev.basalt.webhook.tls.Certificates;
import dev.basalt.webhook.tls.Certificates.Held;
import dev.basalt.webhook.tls.MaterialSecret;
import dev.basalt.webhook.tls.MountedCertificates;
import dev.basalt.webhook.tls.OwnCertificates;
import dev.basalt.webhook.tls.ServedIdentity;
import dev.basalt.webhook.watch.WatchedCluster;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running webhook: serves, keeps its certificates young and its configurations in place. The API
 * server is told of it only once it can answer; closing it leaves the configurations, as another
 * replica may serve.
 */
public final class WebhookProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("webhook");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration REFRESH = Duration.ofMinutes(1);
  private static final String KUBERNETES_OWN = "kube-system";

  private final WebhookOptions options;
  private final ApiClient api;
  private final WatchedCluster cluster;
  private final Certificates certificates;
  private final ServedIdentity identity;
  private final AdmissionServer server;
  private final Registration registration;
  private final ScheduledExecutorService upkeep =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("webhook-upkeep").daemon().factory());

  private volatile Held held;
  private @Nullable String told;
  private long toldNanos;

  /**
   * Starts it and returns once the API server asks it.
   *
   * @throws IOException if the port cannot be had
   * @throws KubernetesClientException if the API server cannot be used
   */
  public WebhookProcess(ApiAccess access, WebhookOptions options)
      throws IOException, InterruptedException {
    this(access, options, ReviewObserver.none());
  }

  /**
   * The same, with somebody who is told of each review.
   *
   * @throws IOException if the port cannot be had
   * @throws KubernetesClientException if the API server cannot be used
   */
  public WebhookProcess(ApiAccess access, WebhookOptions options, ReviewObserver observer)
      throws IOException, InterruptedException {
    this.options = options;
    api = ApiClient.open(access, "basalt-webhook");
    KubernetesClient client = api.kubernetes();
    cluster = new WatchedCluster(client);
    boolean started = false;
    try {
      ensureNamespace(client);
      cluster.start(PATIENCE);
      certificates = certificates(client);
      held = certificates.at(Instant.now());
      identity = new ServedIdentity(held.server());
      Admission admission =
          new Admission(
              cluster,
              cluster,
              new Admission.Settings(
                  options.controllers(),
                  options.defaultScheduler(),
                  options.keepBusyQueues(),
                  options.groupsWorkloads(),
                  options.groups()));
      server =
          new AdmissionServer(
              options.bindAddress(),
              options.port(),
              new Door(identity.context(options.callers()), options.callers() != null),
              admission.routes(),
              cluster::known,
              observer);
      started = true;
    } finally {
      if (!started) {
        cluster.close();
        api.close();
      }
    }
    registration =
        new Registration(
            client,
            options.reach(),
            server.port(),
            Set.of(KUBERNETES_OWN, options.namespace()),
            options.schedulerNames());
    try {
      tell();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    LOG.info("webhook serves on port {}, reached as {}", server.port(), options.reach());
    long period = options.period().toMillis();
    Future<?> _ =
        upkeep.scheduleWithFixedDelay(this::keepUp, period, period, TimeUnit.MILLISECONDS);
  }

  /** The port really served. */
  public int port() {
    return server.port();
  }

  /** Whether queues and namespaces are known. */
  public boolean ready() {
    return cluster.known();
  }

  /** When the certificate that is served ends. */
  public Instant certificateEnds() {
    return held.server().certificate().getNotAfter().toInstant();
  }

  /** When the newest authority ends. */
  public Instant authorityEnds() {
    return held.authorityEnds();
  }

  @Override
  public void close() {
    upkeep.shutdownNow();
    server.close();
    cluster.close();
    api.close();
  }

  private void keepUp() {
    try {
      Held next = certificates.at(Instant.now());
      boolean served = next.server().equals(held.server());
      held = next;
      // What is served is trusted already: a bundle is told an overlap before it is needed.
      tell();
      if (!served) {
        identity.replace(next.server());
      }
    } catch (RuntimeException e) {
      LOG.warn("certificates or configurations could not be looked at: {}", e.toString());
    }
  }

  private void tell() {
    String bundle = held.bundle();
    boolean fresh = System.nanoTime() - toldNanos < REFRESH.toNanos();
    if (bundle.equals(told) && fresh) {
      return;
    }
    registration.apply(bundle);
    told = bundle;
    toldNanos = System.nanoTime();
  }

  private Certificates certificates(KubernetesClient client) {
    Path mounted = options.mounted();
    return mounted == null
        ? new OwnCertificates(
            new MaterialSecret(client, options.namespace(), options.secret()),
            options.rotation(),
            options.reach().names())
        : new MountedCertificates(mounted);
  }

  private void ensureNamespace(KubernetesClient client) {
    if (client.namespaces().withName(options.namespace()).get() != null) {
      return;
    }
    try {
      client
          .resource(
              new NamespaceBuilder()
                  .withNewMetadata()
                  .withName(options.namespace())
                  .endMetadata()
                  .build())
          .create();
    } catch (KubernetesClientException e) {
      // It is there, or somebody else has to make it: the Secret tells if it is missing.
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
          && e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
    }
  }
}
