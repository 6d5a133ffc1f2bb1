package dev.basalt.app.acceptance;

import dev.basalt.testkit.tool.HelmTool;
import dev.basalt.testkit.tool.ToolRun;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The chart, as Helm renders and installs it. */
final class Chart implements AutoCloseable {
  static final String NAMESPACE = "basalt-system";
  static final Path DEPLOY = Path.of(System.getProperty("basalt.root"), "deploy");
  private static final String RELEASE = "basalt";
  private static final Path FOLDER = DEPLOY.resolve("helm/basalt");
  private static final Path VALUES = DEPLOY.resolve("helm/values");

  private final HelmTool helm = HelmTool.open();

  /** The names of the sets of values that lie beside the chart. */
  static List<String> valueSets() throws IOException {
    try (Stream<Path> files = Files.list(VALUES)) {
      return files
          .map(file -> file.getFileName().toString().replace(".yaml", ""))
          .sorted()
          .toList();
    }
  }

  /** The arguments that name sets of values. */
  static List<String> values(String... sets) {
    List<String> arguments = new ArrayList<>();
    for (String set : sets) {
      arguments.addAll(List.of("--values", VALUES.resolve(set + ".yaml").toString()));
    }
    return arguments;
  }

  ToolRun lint(List<String> arguments) {
    return helm.run(line(List.of("lint", "--strict", FOLDER.toString()), arguments));
  }

  ToolRun template(List<String> arguments) {
    return helm.run(
        line(List.of("template", RELEASE, FOLDER.toString(), "--namespace", NAMESPACE), arguments));
  }

  /** What it renders, hooks included and definitions left out. */
  List<HasMetadata> objects(KubernetesClient client, List<String> arguments) {
    return parse(client, template(arguments).ok());
  }

  static List<HasMetadata> parse(KubernetesClient client, String yaml) {
    return client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))).items();
  }

  /** Installs it on a cluster that has no nodes for its hooks. */
  void install(Path kubeconfig, List<String> arguments) {
    helm.run(
            kubeconfig,
            line(
                List.of("install", RELEASE, FOLDER.toString(), "--namespace", NAMESPACE),
                arguments,
                "--no-hooks"))
        .ok();
  }

  /** Installs or changes it on a cluster whose nodes run the hooks, and waits for these. */
  void upgrade(Path kubeconfig, List<String> arguments) {
    helm.run(
            kubeconfig,
            line(
                List.of(
                    "upgrade", "--install", RELEASE, FOLDER.toString(), "--namespace", NAMESPACE),
                arguments))
        .ok();
  }

  void uninstall(Path kubeconfig) {
    helm.run(kubeconfig, "uninstall", RELEASE, "--namespace", NAMESPACE, "--no-hooks").ok();
  }

  private static String[] line(List<String> first, List<String> then, String... last) {
    List<String> all = new ArrayList<>(first);
    all.addAll(then);
    all.addAll(List.of(last));
    return all.toArray(String[]::new);
  }

  @Override
  public void close() {
    helm.close();
  }
}
