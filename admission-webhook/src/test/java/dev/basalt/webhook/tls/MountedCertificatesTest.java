package dev.basalt.webhook.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MountedCertificatesTest {
  private final Instant now = Instant.now();
  private final Rotation rotation = Rotation.of(Duration.ofDays(90));

  @TempDir private Path folder = Path.of("");

  @Test
  void what_is_mounted_is_served_and_what_replaces_it_too() throws IOException {
    Material first = rotation.next(null, List.of("a.svc"), now);
    write(first, first.server().certificatePem());
    MountedCertificates mounted = new MountedCertificates(folder);

    assertThat(mounted.at(now).server()).isEqualTo(first.server());
    assertThat(mounted.at(now).bundle()).isEqualTo(first.bundle());
    assertThat(mounted.at(now).authorityEnds())
        .isEqualTo(first.authority().certificate().getNotAfter().toInstant());

    Material second = rotation.next(null, List.of("a.svc"), now);
    write(second, second.server().certificatePem());
    assertThat(mounted.at(now).server()).isEqualTo(second.server());
  }

  @Test
  void certificates_on_the_way_to_the_authority_are_sent_along() throws IOException {
    Material made = rotation.next(null, List.of("a.svc"), now);
    write(made, made.server().certificatePem() + made.authority().certificatePem());

    assertThat(new MountedCertificates(folder).at(now).server().chain())
        .containsExactly(made.server().certificate(), made.authority().certificate());
  }

  @Test
  void what_cannot_be_used_is_named() throws IOException {
    MountedCertificates mounted = new MountedCertificates(folder);
    assertThatThrownBy(() -> mounted.at(now)).hasMessageContaining("ca.crt cannot be read");

    Material made = rotation.next(null, List.of("a.svc"), now);
    write(made, made.server().certificatePem());
    Files.writeString(folder.resolve("tls.key"), "no key");
    assertThatThrownBy(() -> mounted.at(now))
        .hasMessageContaining("cannot be used")
        .hasMessageContaining("EC key in PKCS#8");
  }

  private void write(Material material, String chain) throws IOException {
    Files.writeString(folder.resolve("ca.crt"), material.bundle());
    Files.writeString(folder.resolve("tls.crt"), chain);
    Files.writeString(folder.resolve("tls.key"), material.server().keyPem());
  }
}
