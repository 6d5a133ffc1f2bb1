package dev.basalt.controllers.job.plugin;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.List;

/**
 * A pair of RSA keys as ssh reads them.
 *
 * @param privateKey PKCS #1 in PEM, which old programs read too
 * @param publicKey one line of {@code authorized_keys}
 */
record SshKeys(String privateKey, String publicKey) {
  private static final int BITS = 2048;
  private static final int PEM_WIDTH = 64;
  private static final String ALGORITHM = "ssh-rsa";
  private static final int DER_INTEGER = 0x02;
  private static final int DER_SEQUENCE = 0x30;

  /** Lengths from here on have bytes of their own, whose number stands in the low bits. */
  private static final int DER_LONG = 0x80;

  /** A fresh pair. */
  static SshKeys generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(BITS);
      KeyPair pair = generator.generateKeyPair();
      String pem =
          Base64.getMimeEncoder(PEM_WIDTH, new byte[] {'\n'})
              .encodeToString(pkcs1((RSAPrivateCrtKey) pair.getPrivate()));
      return new SshKeys(
          "-----BEGIN RSA PRIVATE KEY-----\n" + pem + "\n-----END RSA PRIVATE KEY-----\n",
          line((RSAPublicKey) pair.getPublic()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }

  /** The format of RFC 8017, appendix A.1.2. */
  private static byte[] pkcs1(RSAPrivateCrtKey key) {
    ByteArrayOutputStream numbers = new ByteArrayOutputStream();
    List.of(
            BigInteger.ZERO,
            key.getModulus(),
            key.getPublicExponent(),
            key.getPrivateExponent(),
            key.getPrimeP(),
            key.getPrimeQ(),
            key.getPrimeExponentP(),
            key.getPrimeExponentQ(),
            key.getCrtCoefficient())
        .forEach(number -> der(numbers, DER_INTEGER, number.toByteArray()));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    der(all, DER_SEQUENCE, numbers.toByteArray());
    return all.toByteArray();
  }

  private static void der(ByteArrayOutputStream out, int tag, byte[] bytes) {
    out.write(tag);
    if (bytes.length < DER_LONG) {
      out.write(bytes.length);
    } else {
      byte[] length = BigInteger.valueOf(bytes.length).toByteArray();
      int first = length[0] == 0 ? 1 : 0;
      out.write(DER_LONG | (length.length - first));
      out.write(length, first, length.length - first);
    }
    out.writeBytes(bytes);
  }

  /** The format of RFC 4253, section 6.6. */
  private static String line(RSAPublicKey key) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    part(out, ALGORITHM.getBytes(StandardCharsets.US_ASCII));
    part(out, key.getPublicExponent().toByteArray());
    part(out, key.getModulus().toByteArray());
    return ALGORITHM + " " + Base64.getEncoder().encodeToString(out.toByteArray()) + "\n";
  }

  private static void part(ByteArrayOutputStream out, byte[] bytes) {
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    out.writeBytes(bytes);
  }
}
