package dev.basalt.webhook.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate and its key.
 *
 * @param certificate the certificate
 * @param key its key
 * @param issuers certificates between it and the authority that is trusted, in their order
 */
public record Identity(X509Certificate certificate, PrivateKey key, List<X509Certificate> issuers) {

  public Identity {
    issuers = List.copyOf(issuers);
  }

  /** One that the authority itself has signed. */
  public Identity(X509Certificate certificate, PrivateKey key) {
    this(certificate, key, List.of());
  }

  /**
   * Reads one.
   *
   * @throws GeneralSecurityException if the texts are none
   */
  static Identity parse(String certificate, String key) throws GeneralSecurityException {
    List<X509Certificate> chain = certificates(certificate);
    if (chain.isEmpty()) {
      throw new GeneralSecurityException("there is no certificate");
    }
    return new Identity(chain.getFirst(), key(key), chain.subList(1, chain.size()));
  }

  /** All certificates of a text. */
  static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
    List<X509Certificate> all = new ArrayList<>();
    for (String part : pem.split("(?<=-----END CERTIFICATE-----)", -1)) {
      if (!part.isBlank()) {
        all.add(certificate(part.strip()));
      }
    }
    return all;
  }

  /** What is sent to whoever connects. */
  X509Certificate[] chain() {
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(certificate);
    chain.addAll(issuers);
    return chain.toArray(X509Certificate[]::new);
  }

  String certificatePem() {
    return pem(certificate);
  }

  String keyPem() {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  static String pem(X509Certificate certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate has an encoding", e);
    }
  }

  static X509Certificate certificate(String pem) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  private static PrivateKey key(String pem) throws GeneralSecurityException {
    String body = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    try {
      return KeyFactory.getInstance("EC")
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("the key is no PEM", e);
    }
  }

  private static String pem(String type, byte[] der) {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
  }
}
