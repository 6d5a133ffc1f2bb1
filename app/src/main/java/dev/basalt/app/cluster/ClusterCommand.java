package dev.basalt.app.cluster;

import dev.basalt.api.crd.CustomResourceDefinitions;
import dev.basalt.app.CommandFailure;
import dev.basalt.app.crds.CrdsCommand;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.cluster.http.ApiClient;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.build.ControlPlaneUnavailableException;
import dev.basalt.testkit.local.LocalClusters;
import dev.basalt.testkit.local.LocalClusters.Status;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** A local cluster for a person: a real control plane with fake nodes, that stays up. */
@Command(
    name = "cluster",
    description = {
      "A local cluster: a real API server with fake nodes, on this machine, until it is taken down.",
      "Basalt's custom resources are defined in it; no scheduler runs."
    },
    synopsisSubcommandLabel = "up|status|kubeconfig|down")
public final class ClusterCommand implements Runnable {
  @Option(
      names = "--name",
      defaultValue = "basalt",
      scope = ScopeType.INHERIT,
      description = "Which cluster, where there are several. Default: ${DEFAULT-VALUE}.")
  private String name = "basalt";

  /** Not before it is needed: where no folder can be written, other commands still work. */
  private static LocalClusters clusters() {
    try {
      return LocalClusters.ofThisUser(System.err::println);
    } catch (ControlPlaneUnavailableException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void run() {
    throw new CommandFailure("name one of: cluster up, status, kubeconfig, down");
  }

  @Command(description = "Start it, or whatever of it does not run, and add nodes.")
  int up(
      @Option(
              names = "--nodes",
              defaultValue = "10",
              description = "Nodes it shall have at least. Default: ${DEFAULT-VALUE}.")
          int nodes) {
    try {
      Status status = clusters().up(name, nodes, NodeShape.of("16", "64Gi", 110));
      define(status.kubeconfig());
      print(status);
      System.out.println("use it with: export KUBECONFIG=" + status.kubeconfig());
      return 0;
    } catch (ControlPlaneUnavailableException | IllegalArgumentException | IOException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  @Command(description = "Say how it is; exit code 1 where it is not ready.")
  int status() {
    try {
      Status status = clusters().status(name).orElse(null);
      if (status == null) {
        System.out.println("there is no cluster " + name + "; start it with: ./basalt cluster up");
        return 1;
      }
      print(status);
      return status.ready() ? 0 : 1;
    } catch (IOException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    }
  }

  @Command(description = "Print the path of its kubeconfig file.")
  int kubeconfig() {
    try {
      Path file =
          clusters()
              .kubeconfig(name)
              .orElseThrow(() ->
                  new CommandFailure(
                      "there is no cluster " + name + "; start it with: ./basalt cluster up"));
      System.out.println(file);
      return 0;
    } catch (IOException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    }
  }

  @Command(description = "Stop it and remove all that it kept.")
  int down() {
    try {
      boolean stopped = clusters().down(name);
      System.out.println("cluster " + name + (stopped ? ": stopped" : ": there is none"));
      return 0;
    } catch (IOException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static void define(Path kubeconfig) {
    try (ApiClient client = ApiClient.open(ApiAccess.kubeconfig(kubeconfig), "basalt-cluster")) {
      CustomResourceDefinitions.all()
          .forEach(manifest -> CrdsCommand.apply(client.kubernetes(), manifest));
    }
  }

  private static void print(Status status) {
    System.out.println(
        "cluster "
            + status.name()
            + ": "
            + (status.ready() ? "ready" : "not ready")
            + ", "
            + status.nodes()
            + " nodes, "
            + status.url());
    status
        .programs()
        .forEach((program, runs) -> System.out.println("  " + program + (runs ? "" : ": stopped")));
  }
}
