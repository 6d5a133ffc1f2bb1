package dev.basalt.bench.bindings;

import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.cluster.http.ApiClient;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** A Fabric8 client, as it is or as Basalt opens it. */
final class Fabric8Sender implements Sender {
  private final AutoCloseable owner;
  private final HttpClient http;
  private final String server;

  private Fabric8Sender(AutoCloseable owner, KubernetesClient client) {
    this.owner = owner;
    this.http = client.getHttpClient();
    String url = client.getMasterUrl().toString();
    this.server = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /** With BoringSSL where it is there: Basalt's own client. */
  static Sender nativeTls(Path kubeconfig) {
    ApiClient client = ApiClient.open(ApiAccess.kubeconfig(kubeconfig), "basalt-bench");
    return new Fabric8Sender(client, client.kubernetes());
  }

  /** With the JDK's TLS, as Fabric8 comes. */
  static Sender jdkTls(Path kubeconfig) {
    KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
            .build();
    return new Fabric8Sender(client, client);
  }

  @Override
  public CompletableFuture<Integer> post(String path, String contentType, byte[] body) {
    return http.sendAsync(
            http.newHttpRequestBuilder()
                .uri(server + path)
                .setHeader("Accept", contentType)
                .post(contentType, body)
                .build(),
            byte[].class)
        .thenApply(HttpResponse::code);
  }

  @Override
  public void close() {
    try {
      owner.close();
    } catch (Exception e) {
      throw new IllegalStateException("the client does not close", e);
    }
  }
}
