package dev.basalt.webhook.tls;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Everything that replicas of the webhook share.
 *
 * @param authority the newest authority, which signs what comes next
 * @param former authorities that some replica may still serve a certificate of, newest first
 * @param server what is served
 */
public record Material(Identity authority, List<X509Certificate> former, Identity server) {

  public Material {
    former = List.copyOf(former);
  }

  /** What the API server is to trust, as PEM, the newest first. */
  public String bundle() {
    return Identity.pem(authority.certificate())
        + former.stream().map(Identity::pem).collect(Collectors.joining());
  }

  /** Whether the newest authority signed what is served. */
  boolean signedByNewest() {
    return signed(authority.certificate(), server.certificate());
  }

  static boolean signed(X509Certificate authority, X509Certificate certificate) {
    try {
      certificate.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /**
   * Reads what {@link #bundle} and {@link Identity} write.
   *
   * @throws GeneralSecurityException if the texts are damaged, or keys and certificates do not fit
   */
  static Material parse(String bundle, String authorityKey, String certificate, String key)
      throws GeneralSecurityException {
    List<X509Certificate> authorities = Identity.certificates(bundle);
    if (authorities.isEmpty()) {
      throw new GeneralSecurityException("there is no authority");
    }
    Identity server = Identity.parse(certificate, key);
    if (authorities.stream().noneMatch(ca -> signed(ca, server.certificate()))) {
      throw new GeneralSecurityException("no authority signed the certificate");
    }
    Identity authority = Identity.parse(Identity.pem(authorities.getFirst()), authorityKey);
    return new Material(authority, authorities.subList(1, authorities.size()), server);
  }
}
