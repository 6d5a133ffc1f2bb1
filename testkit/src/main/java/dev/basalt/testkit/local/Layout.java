package dev.basalt.testkit.local;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The folder of one control plane and the ports it listens on.
 *
 * @param home the folder that holds everything of this cluster
 * @param etcdPort etcd's port for clients
 * @param peerPort etcd's port for peers, of which there are none
 * @param apiPort the API server's port
 */
record Layout(Path home, int etcdPort, int peerPort, int apiPort) {
  private static final String FILE = "ports.properties";

  /** Picks free ports and writes them down in the folder. */
  static Layout create(Path home, LoopbackPorts ports) throws IOException {
    int[] free = ports.free(3);
    if (free.length < 3) {
      throw new IOException("no three free ports on the loopback interface");
    }
    Layout layout = new Layout(home, free[0], free[1], free[2]);
    Files.createDirectories(layout.logs());
    Files.createDirectories(layout.certificates());
    Properties properties = new Properties();
    properties.setProperty("etcd", Integer.toString(layout.etcdPort));
    properties.setProperty("peer", Integer.toString(layout.peerPort));
    properties.setProperty("api", Integer.toString(layout.apiPort));
    try (Writer writer = Files.newBufferedWriter(home.resolve(FILE))) {
      properties.store(writer, null);
    }
    return layout;
  }

  /** Reads what {@link #create} wrote. */
  static Layout load(Path home) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(home.resolve(FILE))) {
      properties.load(reader);
    }
    try {
      return new Layout(
          home,
          Integer.parseInt(properties.getProperty("etcd")),
          Integer.parseInt(properties.getProperty("peer")),
          Integer.parseInt(properties.getProperty("api")));
    } catch (NumberFormatException e) {
      throw new IOException(home.resolve(FILE) + " is damaged", e);
    }
  }

  static boolean existsIn(Path home) {
    return Files.isRegularFile(home.resolve(FILE));
  }

  Path logs() {
    return home.resolve("logs");
  }

  Path log(String program) {
    return logs().resolve(program + ".log");
  }

  Path certificates() {
    return home.resolve("certificates");
  }

  /** The API server writes its self-signed certificate and the authority behind it here. */
  Path servingCertificate() {
    return certificates().resolve("apiserver.crt");
  }

  Path etcdData() {
    return home.resolve("etcd");
  }

  Path tokens() {
    return home.resolve("tokens.csv");
  }

  Path serviceAccountPrivateKey() {
    return home.resolve("service-account.key");
  }

  Path serviceAccountPublicKey() {
    return home.resolve("service-account.pub");
  }

  Path stages() {
    return home.resolve("stages.yaml");
  }

  Path kubeconfig() {
    return home.resolve("kubeconfig");
  }

  String etcdUrl() {
    return "http://127.0.0.1:" + etcdPort;
  }

  String peerUrl() {
    return "http://127.0.0.1:" + peerPort;
  }

  String apiUrl() {
    return "https://127.0.0.1:" + apiPort;
  }
}
