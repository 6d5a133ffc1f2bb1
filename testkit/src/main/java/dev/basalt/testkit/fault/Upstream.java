package dev.basalt.testkit.fault;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Set;

/** The API server behind the proxy. */
final class Upstream implements AutoCloseable {
  /** Headers that belong to one connection, or that the HTTP client sets by itself. */
  private static final Set<String> OWN =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private final HttpClient client;
  private final String url;

  /**
   * @param config where the API server is, whom to trust and, where it uses one, the client
   *     certificate; a token is none of its business: clients send theirs
   */
  Upstream(Config config) {
    try {
      client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .proxy(HttpClient.Builder.NO_PROXY)
              .sslContext(SSLUtils.sslContext(config))
              .build();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          "the certificates for " + config.getMasterUrl() + " cannot be used", e);
    }
    String master = config.getMasterUrl();
    url = master.endsWith("/") ? master.substring(0, master.length() - 1) : master;
  }

  /** Sends a request on; the caller closes the body. */
  HttpResponse<InputStream> forward(HttpMessage message) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + message.target()));
    for (HttpMessage.Header header : message.headers()) {
      if (isEndToEnd(header.name())) {
        request.header(header.name(), header.value());
      }
    }
    request.method(
        message.method(),
        message.body().length == 0
            ? BodyPublishers.noBody()
            : BodyPublishers.ofByteArray(message.body()));
    return client.send(request.build(), BodyHandlers.ofInputStream());
  }

  static boolean isEndToEnd(String header) {
    return !OWN.contains(header.toLowerCase(Locale.ROOT));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
