package dev.basalt.app.acceptance;

import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.TestCluster;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A container of one of the chart's Deployments as a process on this machine: with its arguments,
 * but for where things are, and with a token of its service account.
 */
final class ChartRole implements AutoCloseable {
  /** Five JVMs start at once. */
  private static final Duration DEADLINE = Duration.ofMinutes(3);

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final SchedulerSubprocess process;
  private final String account;
  private final String token;
  private final int metricsPort;

  private ChartRole(SchedulerSubprocess process, String account, String token, int metricsPort) {
    this.process = process;
    this.account = account;
    this.token = token;
    this.metricsPort = metricsPort;
  }

  /**
   * Starts one.
   *
   * @param folder where its kubeconfig is kept
   */
  static ChartRole start(
      TestCluster cluster, KubernetesClient client, Deployment deployment, Path folder)
      throws IOException {
    String account = deployment.getSpec().getTemplate().getSpec().getServiceAccountName();
    String token = token(client, deployment.getMetadata().getNamespace(), account);
    Path kubeconfig = kubeconfig(cluster, token, folder.resolve(account + ".kubeconfig"));
    List<String> given =
        deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().getArgs();
    int port = freePort();
    List<String> options = new ArrayList<>(List.of("--metrics-port", Integer.toString(port)));
    for (String argument : given.subList(1, given.size())) {
      if (argument.startsWith("--port=")) {
        options.add("--port=0");
      } else if (argument.startsWith("--service=")) {
        options.add("--host=127.0.0.1");
      } else if (!argument.startsWith("--metrics-port=")) {
        options.add(argument);
      }
    }
    return new ChartRole(
        SchedulerSubprocess.talkative(given.getFirst(), kubeconfig, options.toArray(String[]::new)),
        account,
        token,
        port);
  }

  /** A token of a service account, as its pods have one. */
  static String token(KubernetesClient client, String namespace, String account) {
    return client
        .serviceAccounts()
        .inNamespace(namespace)
        .withName(account)
        .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
        .getStatus()
        .getToken();
  }

  /** The administrator's kubeconfig with another's token. */
  static Path kubeconfig(TestCluster cluster, String token, Path file) throws IOException {
    return Files.writeString(
        file, cluster.kubeconfigText().replaceAll("token: .*", "token: " + token));
  }

  String account() {
    return account;
  }

  String token() {
    return token;
  }

  String log() {
    return process.log();
  }

  /** What keeps it from being ready; "ok" if nothing does. */
  String readiness() throws IOException, InterruptedException {
    try {
      return process.alive() ? get("/readyz").strip() : "it has ended";
    } catch (ConnectException e) {
      return "it does not listen yet";
    }
  }

  /** Waits until it is ready. */
  void awaitReady() {
    Eventually.within(DEADLINE)
        .passes(() -> {
          String readiness = readiness();
          if (!readiness.equals("ok")) {
            throw new AssertionError(account + ": " + readiness + "\n" + log());
          }
        });
  }

  String get(String path) throws IOException, InterruptedException {
    return HTTP.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metricsPort + path))
                .timeout(Scene.SOON)
                .build(),
            BodyHandlers.ofString())
        .body();
  }

  /** Ends it as Kubernetes does, and waits for that. */
  void end() {
    process.terminate();
    process.exitCode();
  }

  @Override
  public void close() throws IOException {
    process.close();
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
