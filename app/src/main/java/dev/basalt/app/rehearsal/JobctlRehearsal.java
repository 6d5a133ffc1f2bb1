package dev.basalt.app.rehearsal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.basalt.jobctl.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;

/** Runs commands of jobctl so that a JVM told to can record its start-up cache. */
public final class JobctlRehearsal {
  private static final String JOB =
      """
      {"apiVersion":"batch.volcano.sh/v1alpha1","kind":"Job",
       "metadata":{"name":"rehearsal","namespace":"default","uid":"1","creationTimestamp":"2026-01-01T00:00:00Z"},
       "spec":{"minAvailable":1,"tasks":[{"name":"main","replicas":1}]},
       "status":{"state":{"phase":"Completed"},"succeeded":1}}\
      """;

  private JobctlRehearsal() {}

  /** Against a stand-in that knows one job, and no pods. */
  public static void main(String[] args)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path folder = Files.createTempDirectory("jobctl-rehearsal");
    try {
      ServerIdentity identity = new ServerIdentity(folder);
      HttpsServer server =
          HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(identity.serverContext()));
      server.createContext("/", JobctlRehearsal::serve);
      server.start();
      try {
        Path kubeconfig = folder.resolve("kubeconfig");
        Files.writeString(kubeconfig, identity.kubeconfig(server.getAddress().getPort()));
        rehearse(kubeconfig.toString());
      } finally {
        server.stop(0);
      }
    } finally {
      for (String file : List.of("keys.p12", "certificate.pem", "kubeconfig", "")) {
        Files.deleteIfExists(folder.resolve(file));
      }
    }
    System.exit(0);
  }

  private static void rehearse(String kubeconfig) {
    run("list", "--kubeconfig", kubeconfig);
    run("list", "--kubeconfig", kubeconfig, "-o", "yaml");
    run("submit", "--kubeconfig", kubeconfig, "--image", "none", "--shards", "2", "true");
    run("describe", "--kubeconfig", kubeconfig, "rehearsal");
    run("tree", "--kubeconfig", kubeconfig, "rehearsal");
    run("explain", "--kubeconfig", kubeconfig, "rehearsal");
    run("top", "--kubeconfig", kubeconfig);
    run("queue", "list", "--kubeconfig", kubeconfig);
    run("--help");
  }

  private static void run(String... arguments) {
    Main.commandLine(arguments[0])
        .setOut(new PrintWriter(Writer.nullWriter()))
        .setErr(new PrintWriter(Writer.nullWriter()))
        .execute(arguments);
  }

  private static void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      boolean one = path.endsWith("/rehearsal") || exchange.getRequestMethod().equals("POST");
      String items = path.endsWith("/jobs") ? JOB : "";
      String answer =
          one ? JOB : "{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[" + items + "]}";
      byte[] body = answer.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
