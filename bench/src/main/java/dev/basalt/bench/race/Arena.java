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
import java.util.concurrent.TimeUnit;

/** A fresh cluster for one run: nodes and definitions are there, pods are not. */
final class Arena implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String QUEUES = "/apis/scheduling.volcano.sh/v1beta1/queues";
  private static final String PODGROUPS = "/apis/scheduling.volcano.sh/v1beta1/podgroups";

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
      awaitServed(definition.path());
    }
    awaitServed(QUEUES);
    awaitServed(PODGROUPS);
    for (String namespace : contestant.namespaces()) {
      send(
          ApiRequest.post(
              "/api/v1/namespaces", json("{'metadata':{'name':'%s'}}", namespace), PATIENCE));
    }
    for (String queue : contestant.openQueues()) {
      send(
          ApiRequest.post(
              QUEUES,
              json(
                  "{'apiVersion':'scheduling.volcano.sh/v1beta1','kind':'Queue',"
                      + "'metadata':{'name':'%s'},'spec':{'weight':1,'reclaimable':true}}",
                  queue),
              PATIENCE));
      send(
          ApiRequest.patch(
              QUEUES + "/" + queue + "/status",
              ApiRequest.MERGE_PATCH,
              json("{'status':{'state':'Open'}}", queue),
              PATIENCE));
    }
  }

  private static byte[] json(String text, String name) {
    return text.replace('\'', '"').replace("%s", name).getBytes(StandardCharsets.UTF_8);
  }

  private void send(ApiRequest request) throws InterruptedException {
    Submission.send(client, List.of(request));
  }

  /** The API server turns the first clients of a new kind away for a second: not in the race. */
  private void awaitServed(String path) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    ApiRequest list = ApiRequest.get(path + "?resourceVersion=0&limit=1", PATIENCE);
    while (!client.send(list).join().successful()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(path + " is not served");
      }
      TimeUnit.MILLISECONDS.sleep(100);
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
