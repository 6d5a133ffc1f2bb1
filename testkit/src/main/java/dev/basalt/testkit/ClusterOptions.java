package dev.basalt.testkit;

import java.util.List;

/**
 * What a cluster is made of.
 *
 * @param name for messages and folder names: lower-case letters, digits and dashes
 * @param controllers whether kube-controller-manager runs: Jobs, Deployments, garbage collection,
 *     default service accounts
 * @param fakeNodes whether KWOK plays the kubelets; without it, bound pods stay Pending
 * @param apiServerArguments further command-line arguments of kube-apiserver
 */
public record ClusterOptions(
    String name, boolean controllers, boolean fakeNodes, List<String> apiServerArguments) {

  public ClusterOptions {
    if (!name.matches("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")) {
      throw new IllegalArgumentException(
          "cluster name \"%s\": use 1 to 40 lower-case letters, digits and dashes".formatted(name));
    }
    apiServerArguments = List.copyOf(apiServerArguments);
  }

  /** Everything on. */
  public static ClusterOptions named(String name) {
    return new ClusterOptions(name, true, true, List.of());
  }

  public ClusterOptions withoutControllers() {
    return new ClusterOptions(name, false, fakeNodes, apiServerArguments);
  }

  public ClusterOptions withoutFakeNodes() {
    return new ClusterOptions(name, controllers, false, apiServerArguments);
  }

  public ClusterOptions withApiServerArguments(String... arguments) {
    return new ClusterOptions(name, controllers, fakeNodes, List.of(arguments));
  }
}
