package dev.basalt.webhook.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.webhook.admit.PodView;
import dev.basalt.webhook.admit.Route;
import dev.basalt.webhook.review.Verdict;
import dev.basalt.webhook.server.AdmissionServer.Door;
import dev.basalt.webhook.tls.Material;
import dev.basalt.webhook.tls.Rotation;
import dev.basalt.webhook.tls.ServedIdentity;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reviews for the API server alone, health for everybody. */
final class KnownCallersTest {
  private static final char[] PASSWORD = "password".toCharArray();
  private static final String ALIAS = "caller";

  private final Material served =
      Rotation.of(Duration.ofDays(90)).next(null, List.of("127.0.0.1"), Instant.now());

  @TempDir private Path folder = Path.of("");
  private KeyStore known;
  private AdmissionServer server;

  @BeforeEach
  void start() throws Exception {
    known = keys("api-server");
    Door door = new Door(new ServedIdentity(served.server()).context(pem(known)), true);
    Map<String, Route<?>> routes =
        Map.of("/sound", new Route<>(PodView.class, review -> Verdict.allowed()));
    server = new AdmissionServer("127.0.0.1", 0, door, routes, () -> true, ReviewObserver.none());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_caller_without_a_certificate_gets_health_and_no_review() throws Exception {
    assertThat(ask(null, "/healthz")).isEqualTo(200);
    assertThat(ask(null, "/readyz")).isEqualTo(200);
    assertThat(ask(null, "/sound")).isEqualTo(403);
  }

  @Test
  void the_api_server_gets_its_reviews() throws Exception {
    assertThat(ask(known, "/sound")).isEqualTo(200);
  }

  @Test
  void a_certificate_of_others_is_none() throws Exception {
    KeyStore others = keys("somebody");

    assertThat(ask(others, "/sound")).isEqualTo(403);
  }

  private int ask(@Nullable KeyStore keys, String path) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", served.authority().certificate());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    String review = "{\"request\":{\"uid\":\"u\",\"operation\":\"CREATE\",\"object\":{}}}";
    try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path))
              .POST(BodyPublishers.ofString(review))
              .build();
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  /** A key and a certificate for clients, by the JDK's keytool. */
  private KeyStore keys(String name) throws Exception {
    Path store = folder.resolve(name + ".p12");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "eku=clientAuth",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  private static String pem(KeyStore keys) throws Exception {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(keys.getCertificate(ALIAS).getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }
}
