package dev.basalt.webhook.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * Certificates that somebody else makes and renews, cert-manager say: {@code tls.crt} (what is
 * served, then what leads to the authority), {@code tls.key} (EC, PKCS#8) and {@code ca.crt} in a
 * folder, as Kubernetes mounts a Secret.
 */
public record MountedCertificates(Path folder) implements Certificates {
  /**
   * Reads them anew.
   *
   * @throws IllegalStateException if a file is missing or cannot be used; the message names it
   */
  @Override
  public Held at(Instant now) {
    String bundle = read("ca.crt");
    try {
      List<X509Certificate> authorities = Identity.certificates(bundle);
      Identity server = Identity.parse(read("tls.crt"), read("tls.key"));
      Instant ends =
          authorities.stream()
              .map(authority -> authority.getNotAfter().toInstant())
              .max(Comparator.naturalOrder())
              .orElseThrow(() -> new GeneralSecurityException("ca.crt holds no certificate"));
      return new Held(server, bundle, ends);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "the certificates in "
              + folder
              + " cannot be used: "
              + e.getMessage()
              + "; tls.key must be an EC key in PKCS#8",
          e);
    }
  }

  private String read(String name) {
    try {
      return Files.readString(folder.resolve(name), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new IllegalStateException(
          folder.resolve(name) + " cannot be read: " + e.getMessage(), new UncheckedIOException(e));
    }
  }
}
