package dev.basalt.webhook.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.webhook.admit.PodView;
import dev.basalt.webhook.admit.Route;
import dev.basalt.webhook.review.Operation;
import dev.basalt.webhook.review.Verdict;
import dev.basalt.webhook.server.ReviewObserver.Outcome;
import dev.basalt.webhook.tls.Material;
import dev.basalt.webhook.tls.Rotation;
import dev.basalt.webhook.tls.ServedIdentity;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that trusts our bundle and checks names, against the server. */
final class AdmissionServerTest {
  private static final List<String> NAMES = List.of("127.0.0.1");
  private static final String SOUND =
      "{\"request\":{\"uid\":\"u\",\"operation\":\"CREATE\",\"object\":{}}}";

  private final Rotation rotation = Rotation.of(Duration.ofDays(90));
  private final Material first = rotation.next(null, NAMES, Instant.now());
  private final Material second = rotation.next(null, NAMES, Instant.now());
  private final ServedIdentity identity = new ServedIdentity(first.server());
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private AdmissionServer server;

  @BeforeEach
  void start() throws Exception {
    Map<String, Route<?>> routes =
        Map.of(
            "/sound", new Route<>(PodView.class, review -> Verdict.allowed()),
            "/broken",
                new Route<>(
                    PodView.class,
                    review -> {
                      throw new IllegalStateException("a defect");
                    }));
    server =
        new AdmissionServer("127.0.0.1", 0, identity.context(), routes, () -> false, this::seen);
  }

  private void seen(String path, @Nullable Operation operation, Outcome outcome, long nanos) {
    seen.add(path + " " + operation + " " + outcome);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_review_is_answered() throws Exception {
    HttpResponse<String> answer = post(first, "/sound", SOUND);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"allowed\":true").contains("\"uid\":\"u\"");
  }

  @Test
  void what_goes_wrong_harms_nothing_else() throws Exception {
    assertThat(post(first, "/sound", "{").statusCode()).isEqualTo(400);
    assertThat(post(first, "/broken", SOUND).statusCode()).isEqualTo(500);
    assertThat(post(first, "/sound", SOUND.replace("{}", "{\"spec\":{\"containers\":1}}")).body())
        .contains("\"allowed\":false")
        .contains("spec.containers");
    String large = SOUND.replace("{}", "\"" + "x".repeat(AdmissionServer.MAX_BODY_BYTES) + "\"");
    assertThat(post(first, "/sound", large).statusCode()).isEqualTo(413);

    assertThat(post(first, "/sound", SOUND).statusCode()).isEqualTo(200);
    assertThat(seen)
        .containsExactly(
            "/sound null UNREADABLE",
            "/broken null FAILED",
            "/sound null UNREADABLE",
            "/sound null UNREADABLE",
            "/sound CREATE ALLOWED");
  }

  @Test
  void probes_are_answered() throws Exception {
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/sound").statusCode()).isEqualTo(405);
  }

  @Test
  void certificates_are_exchanged_while_it_serves() throws Exception {
    assertThat(post(first, "/sound", SOUND).statusCode()).isEqualTo(200);

    identity.replace(second.server());

    assertThat(post(second, "/sound", SOUND).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> get(String path) throws Exception {
    try (HttpClient client = client(first)) {
      return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }
  }

  private HttpResponse<String> post(Material trusted, String path, String body) throws Exception {
    try (HttpClient client = client(trusted)) {
      return client.send(
          HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)).build(),
          BodyHandlers.ofString());
    }
  }

  private URI uri(String path) {
    return URI.create("https://127.0.0.1:" + server.port() + path);
  }

  private static HttpClient client(Material trusted) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(trusted.bundle().getBytes(StandardCharsets.US_ASCII))));
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }
}
