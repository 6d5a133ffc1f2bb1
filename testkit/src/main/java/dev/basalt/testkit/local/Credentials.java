package dev.basalt.testkit.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** The secrets of one control plane: the administrator's token and the service account key. */
final class Credentials {
  private static final int TOKEN_BYTES = 24;

  private Credentials() {}

  /** Writes new secrets into the folder, readable by this user alone. */
  static void create(Layout layout) throws IOException {
    byte[] token = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(token);
    writePrivate(
        layout.tokens(), HexFormat.of().formatHex(token) + ",admin,admin,\"system:masters\"\n");
    KeyPair keys = keyPair();
    writePrivate(
        layout.serviceAccountPrivateKey(), pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
    Files.writeString(
        layout.serviceAccountPublicKey(), pem("PUBLIC KEY", keys.getPublic().getEncoded()));
  }

  /**
   * Writes the administrator's kubeconfig.
   *
   * @param name how cluster, user and context are called
   */
  static void writeKubeconfig(Layout layout, String name) throws IOException {
    String token = Files.readString(layout.tokens()).split(",", 2)[0];
    String authority =
        Base64.getEncoder().encodeToString(Files.readAllBytes(layout.servingCertificate()));
    writePrivate(
        layout.kubeconfig(),
        """
        apiVersion: v1
        kind: Config
        current-context: %1$s
        clusters:
          - name: %1$s
            cluster:
              server: %2$s
              certificate-authority-data: %3$s
        users:
          - name: %1$s
            user:
              token: %4$s
        contexts:
          - name: %1$s
            context:
              cluster: %1$s
              user: %1$s
        """
            .formatted(name, layout.apiUrl(), authority, token));
  }

  private static KeyPair keyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }

  private static String pem(String type, byte[] der) {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
  }

  private static void writePrivate(Path file, String text) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(file, text);
  }
}
