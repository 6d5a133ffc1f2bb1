package dev.basalt.webhook.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RotationTest {
  private static final Rotation ROTATION =
      new Rotation(Duration.ofDays(90), Duration.ofDays(360), Duration.ofMinutes(10));
  private static final List<String> NAMES =
      List.of("hook.ns.svc", "hook.ns", "127.0.0.1", "fd00::1");

  @SuppressWarnings("TimeInStaticInitializer") // A chain is checked against the system's clock.
  private static final Instant START = Instant.now();

  @Test
  void what_is_made_is_trusted_by_a_client_that_checks_names() throws Exception {
    Material material = ROTATION.next(null, NAMES, START);

    assertThat(trusted(material.bundle(), material.server().certificate())).isTrue();
    assertThat(material.server().certificate().getSubjectAlternativeNames())
        .extracting(name -> String.valueOf(name.get(1)))
        .containsExactly("hook.ns.svc", "hook.ns", "127.0.0.1", "fd00:0:0:0:0:0:0:1");
    assertThat(material.authority().certificate().getBasicConstraints()).isNotNegative();
    assertThat(material.server().certificate().getBasicConstraints()).isNegative();
    assertThat(material.server().certificate().getExtendedKeyUsage())
        .containsExactly("1.3.6.1.5.5.7.3.1");
  }

  @Test
  void nothing_is_done_before_its_time() {
    Material material = ROTATION.next(null, NAMES, START);

    assertThat(ROTATION.next(material, NAMES, START.plus(Duration.ofDays(59)))).isSameAs(material);
  }

  @Test
  void a_certificate_is_replaced_at_two_thirds_of_its_life_or_when_names_change() {
    Material material = ROTATION.next(null, NAMES, START);

    Material older = ROTATION.next(material, NAMES, START.plus(Duration.ofDays(61)));
    Material renamed = ROTATION.next(material, List.of("other.ns.svc"), START.plusSeconds(5));

    assertThat(older.authority()).isEqualTo(material.authority());
    assertThat(older.server()).isNotEqualTo(material.server());
    assertThat(renamed.server()).isNotEqualTo(material.server());
  }

  @Test
  void an_authority_is_succeeded_in_three_steps() {
    Material first = ROTATION.next(null, NAMES, START);
    Instant due = START.plus(Duration.ofDays(241));
    first =
        new Material(
            first.authority(),
            List.of(),
            new Issuer()
                .server(first.authority(), NAMES, due.minusSeconds(60), Duration.ofDays(90)));

    Material told = ROTATION.next(first, NAMES, due);
    Material early = ROTATION.next(told, NAMES, due.plus(Duration.ofMinutes(9)));
    Material served = ROTATION.next(told, NAMES, due.plus(Duration.ofMinutes(10)));
    Material both = ROTATION.next(served, NAMES, due.plus(Duration.ofMinutes(19)));
    Material alone = ROTATION.next(served, NAMES, due.plus(Duration.ofMinutes(20)));

    assertThat(told.former()).containsExactly(first.authority().certificate());
    assertThat(told.server()).isEqualTo(first.server());
    assertThat(early).isSameAs(told);
    assertThat(served.signedByNewest()).isTrue();
    assertThat(served.former()).isNotEmpty();
    assertThat(both).isSameAs(served);
    assertThat(alone.former()).isEmpty();
    assertThat(alone.server()).isEqualTo(served.server());
  }

  @Test
  void what_is_kept_is_read_again() throws Exception {
    Material material = ROTATION.next(null, NAMES, START);
    Material two = ROTATION.next(material, NAMES, START.plus(Duration.ofDays(241)));

    assertThat(parsed(material)).isEqualTo(material);
    assertThat(two.former().size() + parsed(two).former().size())
        .isEqualTo(two.former().size() * 2);
    Material other = ROTATION.next(null, NAMES, START);
    assertThatThrownBy(() ->
            Material.parse(
                other.bundle(),
                other.authority().keyPem(),
                material.server().certificatePem(),
                material.server().keyPem()))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void lives_that_leave_no_time_for_the_steps_are_refused() {
    assertThatThrownBy(
            () -> new Rotation(Duration.ofMinutes(10), Duration.ofDays(1), Duration.ofMinutes(5)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /**
   * Replicas look whenever they like. An API server that learned the bundle less than an overlap
   * ago trusts whatever is served.
   */
  @Test
  void whoever_is_late_by_less_than_an_overlap_is_served() {
    Property.named("late API servers")
        .tries(20)
        .check(source -> trustedThroughout(ROTATION, source));
  }

  @Test
  void without_an_overlap_they_would_not_be() {
    Rotation hasty = new Rotation(ROTATION.serverLife(), ROTATION.authorityLife(), Duration.ZERO);

    assertThatThrownBy(() ->
            Property.named("late API servers, hasty rotation")
                .tries(20)
                .check(source -> trustedThroughout(hasty, source)))
        .isInstanceOf(AssertionError.class);
  }

  private static void trustedThroughout(Rotation rotation, Source source) {
    Material material = rotation.next(null, NAMES, START);
    Instant now = START;
    // Bundles by the moment until which they were the newest.
    Map<Instant, String> former = new LinkedHashMap<>();
    for (int step = 0; step < 40; step++) {
      boolean calm = material.former().isEmpty();
      now =
          now.plus(
              calm
                  ? Duration.ofDays(source.between(1, 20))
                  : Duration.ofMinutes(source.between(1, 9)));
      former.put(now, material.bundle());
      material = rotation.next(material, NAMES, now);
      X509Certificate served = material.server().certificate();
      Instant oldest = now.minus(ROTATION.overlap());
      former.keySet().removeIf(until -> !until.isAfter(oldest));
      former.values().forEach(bundle -> assertThat(known(bundle, served)).isTrue());
      assertThat(known(material.bundle(), served)).isTrue();
      assertThat(served.getNotAfter().toInstant()).isAfter(now);
    }
  }

  private static boolean known(String bundle, X509Certificate certificate) {
    List<X509Certificate> authorities = new ArrayList<>();
    for (String part : bundle.split("(?<=-----END CERTIFICATE-----)")) {
      if (!part.isBlank()) {
        try {
          authorities.add(Identity.certificate(part.strip()));
        } catch (GeneralSecurityException e) {
          throw new AssertionError(e);
        }
      }
    }
    return authorities.stream().anyMatch(ca -> Material.signed(ca, certificate));
  }

  private static Material parsed(Material material) throws GeneralSecurityException {
    return Material.parse(
        material.bundle(),
        material.authority().keyPem(),
        material.server().certificatePem(),
        material.server().keyPem());
  }

  private static boolean trusted(String bundle, X509Certificate certificate) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (var authority :
        CertificateFactory.getInstance("X.509")
            .generateCertificates(
                new ByteArrayInputStream(bundle.getBytes(StandardCharsets.US_ASCII)))) {
      store.setCertificateEntry("ca" + number++, authority);
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    @Nullable X509TrustManager manager = (X509TrustManager) factory.getTrustManagers()[0];
    manager.checkServerTrusted(new X509Certificate[] {certificate}, "ECDHE_ECDSA");
    return true;
  }
}
