package dev.basalt.bench.bindings;

import dev.basalt.bench.report.FigureOutput;
import dev.basalt.bench.report.Figures;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.cluster.http.ApiClient;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.TestCluster;
import dev.basalt.testkit.TestClusters;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Binds pods of a real API server in several ways, in turn: rate, and processor time of client and
 * API server for each binding. Nothing watches meanwhile.
 */
@Command(
    name = "bindings",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Ways to send a binding, against each other (needs Go).")
public final class BindingsCommand implements Callable<Integer> {
  private static final String NAMESPACE = "default";

  @Option(names = "--pods", defaultValue = "1000", description = "Pods of each turn.")
  private int pods = 1000;

  @Option(names = "--rounds", defaultValue = "4", description = "Rounds; the first is cold.")
  private int rounds = 4;

  @Option(names = "--in-flight", defaultValue = "32", description = "Requests at once.")
  private int inFlight = 32;

  @Mixin private FigureOutput output = new FigureOutput();

  private int made;

  private BindingsCommand() {}

  private record Way(Sender sender, BindingBody body) {}

  private record Cost(double perSecond, double clientMillis, double serverMillis) {}

  @Override
  public Integer call() throws IOException, InterruptedException, GeneralSecurityException {
    try (TestCluster cluster =
            TestClusters.startLocal(
                ClusterOptions.named("bindings").withoutControllers().withoutFakeNodes());
        ApiClient maker =
            ApiClient.open(ApiAccess.kubeconfig(cluster.kubeconfig()), "basalt-bench");
        Sender nativeTls = Fabric8Sender.nativeTls(cluster.kubeconfig());
        Sender jdkTls = Fabric8Sender.jdkTls(cluster.kubeconfig());
        Sender http2 = new JdkSender(cluster.kubeconfig(), HttpClient.Version.HTTP_2);
        Sender http1 = new JdkSender(cluster.kubeconfig(), HttpClient.Version.HTTP_1_1)) {
      cluster.addNodes(10, NodeShape.of("16", "64Gi", 110));
      Map<String, Way> ways = new LinkedHashMap<>();
      ways.put("vertx_boringssl_json", new Way(nativeTls, BindingBody.JSON));
      ways.put("vertx_boringssl_protobuf", new Way(nativeTls, BindingBody.PROTOBUF));
      ways.put("vertx_jdktls_json", new Way(jdkTls, BindingBody.JSON));
      ways.put("jdk_http2_json", new Way(http2, BindingBody.JSON));
      ways.put("jdk_http1_json", new Way(http1, BindingBody.JSON));
      output.write(measure(maker, ways));
    }
    return 0;
  }

  private Figures measure(ApiClient maker, Map<String, Way> ways) throws InterruptedException {
    Map<String, List<Cost>> costs = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, Way> way : ways.entrySet()) {
        Cost cost = turn(maker, way.getValue());
        if (round > 0) {
          costs.computeIfAbsent(way.getKey(), name -> new ArrayList<>()).add(cost);
        }
      }
    }
    Figures figures = Figures.ofThisMachine();
    figures.put("in_flight", inFlight);
    costs.forEach((name, turns) -> {
      figures.putRuns(name + "_per_second", turns.stream().mapToDouble(Cost::perSecond).toArray());
      figures.putRuns(
          name + "_client_cpu_ms", turns.stream().mapToDouble(Cost::clientMillis).toArray());
      figures.putRuns(
          name + "_api_server_cpu_ms", turns.stream().mapToDouble(Cost::serverMillis).toArray());
    });
    return figures;
  }

  private Cost turn(ApiClient maker, Way way) throws InterruptedException {
    List<String> names = new ArrayList<>();
    List<ApiRequest> requests = new ArrayList<>();
    for (int i = 0; i < pods; i++) {
      String name = "pod-" + made++;
      names.add(name);
      requests.add(
          ApiRequest.post(
              "/api/v1/namespaces/" + NAMESPACE + "/pods",
              pod(name).getBytes(StandardCharsets.UTF_8),
              Duration.ofSeconds(30)));
    }
    AtomicInteger refused = new AtomicInteger();
    Semaphore slots = new Semaphore(inFlight);
    for (ApiRequest request : requests) {
      slots.acquire();
      var _ =
          maker
              .send(request)
              .whenComplete((answer, failure) -> {
                refused.addAndGet(answer != null && answer.successful() ? 0 : 1);
                slots.release();
              });
    }
    slots.acquire(inFlight);
    slots.release(inFlight);
    double client = cpuSeconds(ProcessHandle.current());
    double server = apiServerSeconds();
    long start = System.nanoTime();
    for (int i = 0; i < pods; i++) {
      slots.acquire();
      String pod = names.get(i);
      BindingBody body = way.body();
      var _ =
          way.sender()
              .post(
                  "/api/v1/namespaces/" + NAMESPACE + "/pods/" + pod + "/binding",
                  body.contentType(),
                  body.bytes(NAMESPACE, pod, "node-" + i % 10))
              .whenComplete((status, failure) -> {
                refused.addAndGet(status != null && status == 201 ? 0 : 1);
                slots.release();
              });
    }
    slots.acquire(inFlight);
    double seconds = (System.nanoTime() - start) / 1e9;
    if (refused.get() > 0) {
      throw new IllegalStateException(refused + " requests failed");
    }
    return new Cost(
        pods / seconds,
        1000 * (cpuSeconds(ProcessHandle.current()) - client) / pods,
        1000 * (apiServerSeconds() - server) / pods);
  }

  private static double apiServerSeconds() {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("kube-apiserver"))
        .mapToDouble(BindingsCommand::cpuSeconds)
        .sum();
  }

  private static double cpuSeconds(ProcessHandle process) {
    return process.info().totalCpuDuration().map(spent -> spent.toNanos() / 1e9).orElse(0.0);
  }

  private static String pod(String name) {
    return """
    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s"},"spec":{"schedulerName":"nobody",\
    "automountServiceAccountToken":false,"containers":[{"name":"main","image":"none",\
    "resources":{"requests":{"cpu":"100m","memory":"128Mi"}}}]}}\
    """
        .formatted(name);
  }
}
