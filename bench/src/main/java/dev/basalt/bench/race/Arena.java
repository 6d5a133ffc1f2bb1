package dev.basalt.bench.race;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.api.crd.CustomResourceDefinitions;
import dev.basalt.app.crds.CrdsCommand;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.cluster.http.ApiClient;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.build.CacheDirectory;
import dev.basalt.testkit.build.ControlPlaneBinaries;
import dev.basalt.testkit.local.LocalCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A fresh cluster for one run: nodes and definitions are there, pods are not. */
final class Arena implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LocalCluster cluster;
  private final ApiClient client;
  private final Path folder;
  private final List<String> nodes;

  private Arena(LocalCluster cluster, ApiClient client, Path folder, List<String> nodes) {
    this.cluster = cluster;
    this.client = client;
    this.folder = folder;
    this.nodes = nodes;
  }

  /**
   * Starts a cluster.
   *
   * @param whole with kube-controller-manager, and KWOK in the place of kubelets; otherwise bound
   *     pods stay Pending
   */
  static Arena open(Scenario scenario, boolean whole) throws IOException, InterruptedException {
    ClusterOptions everything = ClusterOptions.named("race");
    Path cache = CacheDirectory.locate();
    LocalCluster cluster =
        LocalCluster.start(
            whole ? everything : everything.withoutControllers().withoutFakeNodes(),
            cache,
            new ControlPlaneBinaries(cache, System.out::println));
    try {
      ApiClient client = ApiClient.open(ApiAccess.kubeconfig(cluster.kubeconfig()), "basalt-race");
      for (CustomResourceDefinitions.Manifest manifest : CustomResourceDefinitions.all()) {
        CrdsCommand.apply(client.kubernetes(), manifest);
      }
      List<String> nodes = cluster.addNodes(scenario.nodes(), scenario.node());
      return new Arena(cluster, client, Files.createTempDirectory("basalt-race"), nodes);
    } catch (IOException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** Makes what a contestant takes for granted. */
  void prepareFor(Contestant contestant) throws InterruptedException {
    for (OpenDefinition definition : contestant.definitions()) {
      CrdsCommand.apply(client.kubernetes(), definition.manifest());
    }
    for (String namespace : contestant.namespaces()) {
      String json = "{\"metadata\":{\"name\":\"" + namespace + "\"}}";
      ApiRequest request =
          ApiRequest.post("/api/v1/namespaces", json.getBytes(StandardCharsets.UTF_8), PATIENCE);
      Submission.send(client, List.of(request));
    }
  }

  LocalCluster cluster() {
    return cluster;
  }

  ApiClient client() {
    return client;
  }

  /** Where a contestant may keep files. */
  Path folder() {
    return folder;
  }

  /** The names of the nodes. */
  List<String> nodes() {
    return nodes;
  }

  /** Reads an object or a list. */
  JsonNode get(String path) {
    return answer(path).json();
  }

  /** The API server's writes so far; asking costs it some tens of milliseconds of CPU. */
  Map<String, Long> writes() {
    return ApiWrites.parse(new String(answer("/metrics").body(), StandardCharsets.UTF_8));
  }

  private ApiResponse answer(String path) {
    ApiResponse response = client.send(ApiRequest.get(path, PATIENCE)).join();
    if (!response.successful()) {
      throw new IllegalStateException("GET " + path + ": HTTP " + response.status());
    }
    return response;
  }

  @Override
  public void close() {
    client.close();
    cluster.close();
    try {
      ControlPlaneBinaries.deleteTree(folder);
    } catch (IOException e) {
      System.err.println("cannot remove " + folder + ": " + e);
    }
  }
}
