package dev.basalt.testkit.local;

import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.Stages;
import dev.basalt.testkit.build.Part;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The programs of one control plane: starts them in order, and stops them. */
final class ControlPlane {
  private static final Duration READY_WITHIN = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int LINES_OF_LOG = 15;

  private final ClusterOptions options;
  private final Layout layout;
  private final Map<Part, Path> programs;
  private final Launcher launcher;
  private final Map<Part, RunningProgram> running = new EnumMap<>(Part.class);

  ControlPlane(ClusterOptions options, Layout layout, Map<Part, Path> programs, Launcher launcher) {
    this.options = options;
    this.layout = layout;
    this.programs = Map.copyOf(programs);
    this.launcher = launcher;
  }

  /** The programs that a cluster with these options consists of. */
  static Set<Part> parts(ClusterOptions options) {
    Set<Part> parts = EnumSet.of(Part.ETCD, Part.API_SERVER);
    if (options.controllers()) {
      parts.add(Part.CONTROLLER_MANAGER);
    }
    if (options.fakeNodes()) {
      parts.add(Part.KWOK);
    }
    return parts;
  }

  /** Takes over programs that run already. */
  void adopt(Part part, RunningProgram program) {
    running.put(part, program);
  }

  Map<Part, RunningProgram> running() {
    return Map.copyOf(running);
  }

  /**
   * Starts whatever does not run yet and returns once all of it is ready.
   *
   * @throws ProgramFailedException if a program ends or is not ready in time
   */
  void start() throws IOException, InterruptedException {
    running.values().removeIf(program -> !program.isAlive());
    ensure(Part.ETCD);
    startApiServer();
    if (options.fakeNodes()) {
      Files.writeString(layout.stages(), Stages.text());
      ensure(Part.KWOK);
    }
    if (options.controllers()) {
      ensure(Part.CONTROLLER_MANAGER);
      try (KubernetesClient client = client()) {
        await("the default service account", () -> defaultServiceAccountExists(client));
      }
    }
  }

  void stop(Part part) {
    RunningProgram program = running.remove(part);
    if (program != null) {
      program.kill();
    }
  }

  /** Stops everything, the clients before their servers. */
  void stopAll() {
    List<Part> order = new ArrayList<>(running.keySet());
    for (Part part : order.reversed()) {
      stop(part);
    }
  }

  private void startApiServer() throws IOException, InterruptedException {
    ensure(Part.API_SERVER);
    await("the API server's certificate", () -> Files.exists(layout.servingCertificate()));
    Credentials.writeKubeconfig(layout, options.name());
    try (KubernetesClient client = client()) {
      await("the API server", () -> apiServerReady(client));
    }
  }

  private void ensure(Part part) throws IOException {
    RunningProgram there = running.get(part);
    if (there != null && there.isAlive()) {
      return;
    }
    Path program = programs.get(part);
    if (program == null) {
      throw new IllegalStateException("no executable for " + part.program());
    }
    List<String> command =
        switch (part) {
          case ETCD -> Commands.etcd(program, layout);
          case API_SERVER -> Commands.apiServer(program, layout, options);
          case CONTROLLER_MANAGER -> Commands.controllerManager(program, layout, options);
          case KWOK -> Commands.kwok(program, layout);
          case SCHEDULER, HELM, PROMETHEUS, PROMTOOL, ALERTMANAGER, KUBELET, PAUSE ->
              throw new IllegalArgumentException(part.program() + " is no part of a cluster");
        };
    running.put(part, launcher.launch(part.program(), command, layout.log(part.program())));
  }

  private void await(String what, BooleanSupplier ready) throws InterruptedException {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (!ready.getAsBoolean()) {
      RunningProgram dead =
          running.values().stream().filter(p -> !p.isAlive()).findFirst().orElse(null);
      if (dead != null) {
        throw new ProgramFailedException(dead.name() + " ended", tail(dead));
      }
      if (System.nanoTime() > deadline) {
        throw new ProgramFailedException(
            "%s is not ready after %d s".formatted(what, READY_WITHIN.toSeconds()),
            tail(running.get(Part.API_SERVER)));
      }
      Thread.sleep(POLL);
    }
  }

  private KubernetesClient client() throws IOException {
    Config config = Config.fromKubeconfig(Files.readString(layout.kubeconfig()));
    config.setRequestRetryBackoffLimit(0);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private static boolean apiServerReady(KubernetesClient client) {
    try {
      return "ok".equals(client.raw("/readyz"));
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  private static boolean defaultServiceAccountExists(KubernetesClient client) {
    try {
      return client.serviceAccounts().inNamespace("default").withName("default").get() != null;
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  private static String tail(@Nullable RunningProgram program) {
    if (program == null) {
      return "";
    }
    try {
      // Programs may write bytes that are no UTF-8; decoding by hand replaces them.
      String text = new String(Files.readAllBytes(program.log()), StandardCharsets.UTF_8);
      List<String> lines = text.lines().toList();
      return "the end of %s:%n%s"
          .formatted(
              program.log(),
              String.join(
                  "\n", lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size())));
    } catch (IOException e) {
      return "no log at " + program.log();
    }
  }
}
