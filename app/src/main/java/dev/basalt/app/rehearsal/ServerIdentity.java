package dev.basalt.app.rehearsal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate for the loopback interface, made by the JDK's keytool, gone with its folder. */
final class ServerIdentity {
  private static final String PASSWORD = "rehearsal";

  private final Path keys;
  private final Path certificate;

  /**
   * Makes the certificate.
   *
   * @param folder takes its files
   * @throws IOException if keytool fails
   */
  ServerIdentity(Path folder) throws IOException, InterruptedException {
    keys = folder.resolve("keys.p12");
    certificate = folder.resolve("certificate.pem");
    keytool(
        "-genkeypair",
        "-alias",
        "server",
        "-keyalg",
        "EC",
        "-dname",
        "CN=127.0.0.1",
        "-ext",
        "san=ip:127.0.0.1",
        "-validity",
        "2");
    keytool("-exportcert", "-rfc", "-alias", "server", "-file", certificate.toString());
  }

  SSLContext serverContext() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  /** A kubeconfig for a server of this identity. */
  String kubeconfig(int port) throws IOException {
    return """
    apiVersion: v1
    kind: Config
    current-context: rehearsal
    clusters:
    - name: rehearsal
      cluster:
        server: https://127.0.0.1:%d
        certificate-authority-data: %s
    contexts:
    - name: rehearsal
      context: {cluster: rehearsal, user: rehearsal}
    users:
    - name: rehearsal
      user: {token: rehearsal}
    """
        .formatted(port, Base64.getEncoder().encodeToString(Files.readAllBytes(certificate)));
  }

  private void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(
        List.of("-keystore", keys.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("keytool " + arguments[0] + " failed");
    }
  }
}
