package dev.basalt.testkit.agent.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** TLS with a certificate that nobody vouches for; without a library only keytool can make one. */
final class SelfSigned {
  private static final String PASSWORD_VARIABLE = "BASALT_KEY_PASSWORD";

  private SelfSigned() {}

  /**
   * A new certificate and its key.
   *
   * @param folder for a file that is gone when this returns
   */
  static SSLContext context(Path folder) throws IOException, InterruptedException {
    Path file = folder.resolve("server.p12");
    String password = UUID.randomUUID().toString();
    generate(file, password);
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password.toCharArray());
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, password.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate of the log server cannot be read", e);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static void generate(Path file, String password)
      throws IOException, InterruptedException {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String line =
        "-J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC -genkeypair -alias server -keyalg EC"
            + " -groupname secp256r1 -dname CN=basalt-node-agent -validity 365 -storetype PKCS12"
            + " -storepass:env "
            + PASSWORD_VARIABLE
            + " -ext SAN=IP:"
            + PodRuntime.ADDRESS;
    ProcessBuilder builder = new ProcessBuilder(keytool);
    builder.command().addAll(List.of(line.split(" ")));
    builder.command().addAll(List.of("-keystore", file.toString()));
    builder.environment().put(PASSWORD_VARIABLE, password);
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("keytool cannot make a certificate: " + said.strip());
    }
  }
}
