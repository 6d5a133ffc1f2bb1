package dev.basalt.bench.bindings;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.CompletableFuture;

/** The JDK's own HTTP client. */
final class JdkSender implements Sender {
  private final HttpClient http;
  private final String server;
  private final String token;

  JdkSender(Path kubeconfig, HttpClient.Version version)
      throws IOException, GeneralSecurityException {
    Config config = Config.fromKubeconfig(kubeconfig.toFile());
    http = HttpClient.newBuilder().version(version).sslContext(SSLUtils.sslContext(config)).build();
    String url = config.getMasterUrl();
    server = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    String set =
        config.getOauthToken() == null ? config.getAutoOAuthToken() : config.getOauthToken();
    token = set == null ? "" : set;
  }

  @Override
  public CompletableFuture<Integer> post(String path, String contentType, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path))
            .header("Accept", contentType)
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray())
        .thenApply(HttpResponse::statusCode);
  }

  @Override
  public void close() {
    http.close();
  }
}
