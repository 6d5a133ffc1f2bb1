package dev.basalt.webhook.tls;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes certificates (RFC 5280) on the curve P-256, signed with ECDSA and SHA-256. */
public final class Issuer {
  /** Clocks of API servers may be behind ours. */
  private static final Duration SLACK = Duration.ofMinutes(5);

  private static final byte[] ECDSA_SHA256 = Der.sequence(Der.identifier("1.2.840.10045.4.3.2"));
  private static final String COMMON_NAME = "2.5.4.3";
  private static final String KEY_USAGE = "2.5.29.15";
  private static final String ALTERNATIVE_NAMES = "2.5.29.17";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String SUBJECT_KEY = "2.5.29.14";
  private static final String AUTHORITY_KEY = "2.5.29.35";
  private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
  private static final String SERVER = "1.3.6.1.5.5.7.3.1";
  private static final int CERT_SIGN = 0x04;
  private static final int DIGITAL_SIGNATURE = 0x80;
  private static final int SERIAL_BITS = 120;

  private final SecureRandom random = new SecureRandom();

  /** Makes an authority that signs itself. */
  public Identity authority(Instant now, Duration life) {
    KeyPair keys = keys();
    // The name carries a part of the key: authorities of one bundle differ by it.
    byte[] subject = name("Basalt webhook CA " + keyId(keys.getPublic(), 4));
    List<byte[]> extensions =
        List.of(
            extension(BASIC_CONSTRAINTS, true, Der.sequence(Der.bool(true))),
            extension(KEY_USAGE, true, Der.flags(CERT_SIGN)),
            extension(SUBJECT_KEY, false, Der.octets(keyId(keys.getPublic()))));
    X509Certificate certificate =
        sign(subject, subject, keys.getPublic(), keys.getPrivate(), now, life, extensions);
    return new Identity(certificate, keys.getPrivate());
  }

  /**
   * Makes a server's certificate.
   *
   * @param names DNS names and IP addresses; the first is the common name too
   */
  public Identity server(Identity authority, List<String> names, Instant now, Duration life) {
    KeyPair keys = keys();
    byte[] authorityKey = keyId(authority.certificate().getPublicKey());
    List<byte[]> extensions =
        List.of(
            extension(BASIC_CONSTRAINTS, true, Der.sequence()),
            extension(KEY_USAGE, true, Der.flags(DIGITAL_SIGNATURE)),
            extension(EXTENDED_KEY_USAGE, false, Der.sequence(Der.identifier(SERVER))),
            extension(ALTERNATIVE_NAMES, false, alternatives(names)),
            extension(AUTHORITY_KEY, false, Der.sequence(Der.implicit(0, authorityKey))));
    X509Certificate certificate =
        sign(
            authority.certificate().getSubjectX500Principal().getEncoded(),
            name(names.getFirst()),
            keys.getPublic(),
            authority.key(),
            now,
            life,
            extensions);
    return new Identity(certificate, keys.getPrivate());
  }

  private X509Certificate sign(
      byte[] issuer,
      byte[] subject,
      PublicKey key,
      PrivateKey signer,
      Instant now,
      Duration life,
      List<byte[]> extensions) {
    byte[] content =
        Der.sequence(
            Der.explicit(0, Der.integer(BigInteger.TWO)),
            Der.integer(new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS)),
            ECDSA_SHA256,
            issuer,
            Der.sequence(Der.time(now.minus(SLACK)), Der.time(now.plus(life))),
            subject,
            key.getEncoded(),
            Der.explicit(3, Der.sequence(extensions.toArray(byte[][]::new))));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(signer);
      signature.update(content);
      byte[] whole = Der.sequence(content, ECDSA_SHA256, Der.bits(signature.sign()));
      return Identity.certificate(encoded(whole));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK signs with ECDSA", e);
    }
  }

  private static String encoded(byte[] der) {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(der)
        + "\n-----END CERTIFICATE-----\n";
  }

  private KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }

  private static byte[] name(String commonName) {
    String shortened = commonName.length() > 64 ? commonName.substring(0, 64) : commonName;
    return Der.sequence(Der.set(Der.sequence(Der.identifier(COMMON_NAME), Der.utf8(shortened))));
  }

  private static byte[] extension(String identifier, boolean critical, byte[] value) {
    return critical
        ? Der.sequence(Der.identifier(identifier), Der.bool(true), Der.octets(value))
        : Der.sequence(Der.identifier(identifier), Der.octets(value));
  }

  private static byte[] alternatives(List<String> names) {
    List<byte[]> encoded = new ArrayList<>();
    for (String name : names) {
      byte @Nullable [] address = address(name);
      encoded.add(
          address == null
              ? Der.implicit(2, name.getBytes(StandardCharsets.US_ASCII))
              : Der.implicit(7, address));
    }
    return Der.sequence(encoded.toArray(byte[][]::new));
  }

  /** The bytes of an IP address; null for a name. */
  static byte @Nullable [] address(String text) {
    if (!text.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
      return null;
    }
    try {
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static byte[] keyId(PublicKey key) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(key.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  private static String keyId(PublicKey key, int bytes) {
    return HexFormat.of().formatHex(keyId(key), 0, bytes);
  }
}
