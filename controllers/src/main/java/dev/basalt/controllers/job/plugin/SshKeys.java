package dev.basalt.controllers.job.plugin;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;

/**
 * A pair of RSA keys as ssh reads them.
 *
 * @param privateKey PKCS #8 in PEM
 * @param publicKey one line of {@code authorized_keys}
 */
record SshKeys(String privateKey, String publicKey) {
  private static final int BITS = 2048;
  private static final int PEM_WIDTH = 64;
  private static final String ALGORITHM = "ssh-rsa";

  /** A fresh pair. */
  static SshKeys generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(BITS);
      KeyPair pair = generator.generateKeyPair();
      String pem =
          Base64.getMimeEncoder(PEM_WIDTH, new byte[] {'\n'})
              .encodeToString(pair.getPrivate().getEncoded());
      return new SshKeys(
          "-----BEGIN PRIVATE KEY-----\n" + pem + "\n-----END PRIVATE KEY-----\n",
          line((RSAPublicKey) pair.getPublic()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
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
