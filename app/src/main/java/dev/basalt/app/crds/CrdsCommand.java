package dev.basalt.app.crds;

import dev.basalt.api.crd.CustomResourceDefinitions;
import dev.basalt.api.crd.CustomResourceDefinitions.Manifest;
import dev.basalt.app.ApiOptions;
import dev.basalt.app.CommandFailure;
import dev.basalt.cluster.http.ApiClient;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionSpec;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the custom resource definitions, or applies them to a cluster. */
@Command(
    name = "crds",
    description = "Print the custom resource definitions, or apply them to a cluster.")
public final class CrdsCommand implements Callable<Integer> {
  private static final long PAUSE_NANOS = 50_000_000;
  private static final long ESTABLISHED_SECONDS = 30;

  @Mixin private ApiOptions api = new ApiOptions();

  @Option(
      names = "--apply",
      description = "Apply them to the cluster of --kubeconfig instead of printing them.")
  private boolean apply;

  @Override
  public Integer call() {
    if (!apply) {
      CustomResourceDefinitions.all().forEach(manifest -> System.out.print(manifest.yaml()));
      return 0;
    }
    try (ApiClient client = ApiClient.open(api.access(), "basalt-crds")) {
      for (Manifest manifest : CustomResourceDefinitions.all()) {
        apply(client.kubernetes(), manifest);
        System.out.println(manifest.name() + " applied");
      }
    }
    return 0;
  }

  /**
   * Applies one definition, ours or Volcano's that is there already, and waits until the API server
   * serves it.
   *
   * @throws CommandFailure if the API server refuses it
   */
  public static void apply(KubernetesClient client, Manifest manifest) {
    try {
      client.resource(manifest.yaml()).fieldManager("basalt").forceConflicts().serverSideApply();
      CustomResourceDefinition established =
          client
              .apiextensions()
              .v1()
              .customResourceDefinitions()
              .withName(manifest.name())
              .waitUntilCondition(CrdsCommand::established, ESTABLISHED_SECONDS, TimeUnit.SECONDS);
      awaitServed(client, established);
    } catch (KubernetesClientException e) {
      throw new CommandFailure(manifest.name() + " cannot be applied: " + e.getMessage(), e);
    }
  }

  /** An established kind is found by clients a moment later only, and one kind before another. */
  private static void awaitServed(KubernetesClient client, CustomResourceDefinition definition) {
    CustomResourceDefinitionSpec spec = definition.getSpec();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ESTABLISHED_SECONDS);
    for (CustomResourceDefinitionVersion version : spec.getVersions()) {
      String api = spec.getGroup() + "/" + version.getName();
      while (version.getServed()
          && !serves(client.getApiResources(api), spec.getNames().getPlural())) {
        if (System.nanoTime() - deadline > 0) {
          throw new CommandFailure(
              definition.getMetadata().getName() + " is applied, but not served yet");
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private static boolean serves(@Nullable APIResourceList served, String plural) {
    return served != null
        && served.getResources().stream().anyMatch(r -> r.getName().equals(plural));
  }

  private static boolean established(@Nullable CustomResourceDefinition definition) {
    return definition != null
        && definition.getStatus() != null
        && definition.getStatus().getConditions() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }
}
