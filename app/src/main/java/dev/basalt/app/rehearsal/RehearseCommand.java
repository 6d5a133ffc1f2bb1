package dev.basalt.app.rehearsal;

import dev.basalt.app.CommandFailure;
import dev.basalt.app.role.EndpointSettings;
import dev.basalt.app.role.RoleProcess;
import dev.basalt.app.scheduler.SchedulerOptions;
import dev.basalt.app.scheduler.SchedulerRole;
import dev.basalt.cluster.http.ApiAccess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Runs the scheduler for a moment so that a JVM told to can record its start-up cache. */
@Command(
    name = "rehearse",
    hidden = true,
    description = "Run the scheduler for a moment against a stand-in API server.")
public final class RehearseCommand implements Callable<Integer> {
  private static final int NODES = 100;
  private static final int GANGS = 20;
  private static final int SIZE = 50;
  private static final long PATIENCE_SECONDS = 60;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("basalt-rehearsal");
    try {
      ServerIdentity identity = new ServerIdentity(folder);
      try (StandInApiServer server =
          new StandInApiServer(identity.serverContext(), NODES, GANGS, SIZE)) {
        Path kubeconfig = folder.resolve("kubeconfig");
        Files.writeString(kubeconfig, identity.kubeconfig(server.port()));
        rehearse(server, kubeconfig);
      }
      return 0;
    } catch (GeneralSecurityException e) {
      throw new CommandFailure("the stand-in API server has no certificate: " + e.getMessage(), e);
    } finally {
      for (String file : List.of("keys.p12", "certificate.pem", "kubeconfig", "")) {
        Files.deleteIfExists(folder.resolve(file));
      }
    }
  }

  private static void rehearse(StandInApiServer server, Path kubeconfig)
      throws IOException, InterruptedException {
    SchedulerOptions options =
        SchedulerOptions.standard().toBuilder()
            .schedulerNames(Set.of(StandInObjects.SCHEDULER))
            .leaderElect(false)
            .build();
    try (RoleProcess<SchedulerRole> scheduler =
        SchedulerRole.process(
            ApiAccess.kubeconfig(kubeconfig), options, EndpointSettings.loopback())) {
      if (!server.awaitBound(PATIENCE_SECONDS)) {
        throw new CommandFailure(
            "the pods of the rehearsal are not bound: " + scheduler.role().summary());
      }
      for (String path : List.of("/metrics", "/healthz", "/readyz")) {
        URI uri = URI.create("http://127.0.0.1:" + scheduler.port() + path);
        try (InputStream answer = uri.toURL().openStream()) {
          answer.transferTo(OutputStream.nullOutputStream());
        }
      }
    }
  }
}
