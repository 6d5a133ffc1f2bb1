package dev.basalt.app.rehearsal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;

/**
 * Speaks just enough of the Kubernetes API for a scheduler to bind some gangs: the protobuf watches
 * of pods and nodes, lists of the small kinds, bindings, and a yes to every other write.
 */
final class StandInApiServer implements AutoCloseable {
  private static final String PROTOBUF_WATCH = "application/vnd.kubernetes.protobuf;stream=watch";
  private static final String JSON = "application/json";
  private static final String SCHEDULING = "/apis/scheduling.volcano.sh/v1beta1";

  private final int nodes;
  private final int gangs;
  private final int size;
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final BlockingQueue<byte[]> podEvents = new LinkedBlockingQueue<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch bound;
  private final AtomicLong version = new AtomicLong(1_000_000);
  private final ObjectMapper json = new ObjectMapper();

  /** Starts serving on a free port of the loopback interface. */
  StandInApiServer(SSLContext tls, int nodes, int gangs, int size) throws IOException {
    this.nodes = nodes;
    this.gangs = gangs;
    this.size = size;
    this.bound = new CountDownLatch(gangs * size);
    this.server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Waits until every pod of the gangs is bound; returns whether that came in time. */
  boolean awaitBound(long seconds) throws InterruptedException {
    return bound.await(seconds, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String query = String.valueOf(exchange.getRequestURI().getQuery());
      boolean watch = query.contains("watch=true");
      if (!exchange.getRequestMethod().equals("GET")) {
        write(exchange, path);
      } else if (path.equals("/api/v1/pods") && watch) {
        watchPods(exchange);
      } else if (path.equals("/api/v1/nodes") && watch) {
        watchNodes(exchange);
      } else if (watch) {
        exchange.getResponseHeaders().set("Content-Type", JSON);
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
        closing.await();
      } else {
        read(exchange, path);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(HttpExchange exchange, String path) throws IOException {
    switch (path) {
      case SCHEDULING -> answer(exchange, 200, StandInObjects.apiResources());
      case SCHEDULING + "/queues/default" -> answer(exchange, 200, StandInObjects.queue());
      case SCHEDULING + "/queues" ->
          answer(
              exchange,
              200,
              StandInObjects.list(
                  "scheduling.volcano.sh/v1beta1", "Queue", StandInObjects.queue()));
      case SCHEDULING + "/podgroups" ->
          answer(
              exchange,
              200,
              StandInObjects.list(
                  "scheduling.volcano.sh/v1beta1",
                  "PodGroup",
                  StandInObjects.podGroups(gangs, size, "too-large")));
      case "/apis/scheduling.k8s.io/v1/priorityclasses" ->
          answer(exchange, 200, StandInObjects.list("scheduling.k8s.io/v1", "PriorityClass", ""));
      case "/api/v1/persistentvolumeclaims" ->
          answer(exchange, 200, StandInObjects.list("v1", "PersistentVolumeClaim", ""));
      case "/api/v1/persistentvolumes" ->
          answer(exchange, 200, StandInObjects.list("v1", "PersistentVolume", ""));
      case "/apis/storage.k8s.io/v1/storageclasses" ->
          answer(exchange, 200, StandInObjects.list("storage.k8s.io/v1", "StorageClass", ""));
      case "/apis/storage.k8s.io/v1/csinodes" ->
          answer(exchange, 200, StandInObjects.list("storage.k8s.io/v1", "CSINode", ""));
      case "/api/v1/namespaces" ->
          answer(exchange, 200, StandInObjects.list("v1", "Namespace", StandInObjects.namespace()));
      case "/api/v1/resourcequotas" ->
          answer(exchange, 200, StandInObjects.list("v1", "ResourceQuota", ""));
      case "/apis/policy/v1/poddisruptionbudgets" ->
          answer(exchange, 200, StandInObjects.list("policy/v1", "PodDisruptionBudget", ""));
      default -> readOne(exchange, path);
    }
  }

  private void readOne(HttpExchange exchange, String path) throws IOException {
    int group = path.lastIndexOf("/podgroups/");
    if (group < 0) {
      answer(exchange, 404, "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"NotFound\"}");
      return;
    }
    String name = path.substring(group + "/podgroups/".length());
    answer(exchange, 200, StandInObjects.podGroup(name, size));
  }

  private void write(HttpExchange exchange, String path) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (path.endsWith("/binding")) {
      String node = json.readTree(body).path("target").path("name").asText();
      String pod = path.substring(0, path.length() - "/binding".length());
      bind(pod.substring(pod.lastIndexOf('/') + 1), node);
      answer(exchange, 201, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Success\"}");
    } else {
      int created = exchange.getRequestMethod().equals("POST") ? 201 : 200;
      answer(exchange, created, new String(body, StandardCharsets.UTF_8));
    }
  }

  private void bind(String pod, String node) {
    int dash = pod.lastIndexOf('-');
    int member = Integer.parseInt(pod.substring(dash + 1));
    podEvents.add(
        StandInObjects.podFrame(
            "MODIFIED", pod.substring(0, dash), member, node, version.incrementAndGet()));
    bound.countDown();
  }

  private void watchPods(HttpExchange exchange) throws IOException, InterruptedException {
    OutputStream out = startWatch(exchange);
    for (int gang = 0; gang < gangs; gang++) {
      for (int member = 0; member < size; member++) {
        String name = "gang-" + gang;
        out.write(StandInObjects.podFrame("ADDED", name, member, "", version.incrementAndGet()));
      }
    }
    out.write(StandInObjects.podFrame("ADDED", "too-large", 0, "", version.incrementAndGet()));
    out.write(StandInObjects.endOfInitialEvents("Pod", version.get()));
    out.flush();
    while (closing.getCount() > 0) {
      byte[] event = podEvents.poll(100, TimeUnit.MILLISECONDS);
      if (event != null) {
        out.write(event);
        out.flush();
      }
    }
  }

  private void watchNodes(HttpExchange exchange) throws IOException, InterruptedException {
    OutputStream out = startWatch(exchange);
    for (int node = 0; node < nodes; node++) {
      out.write(StandInObjects.nodeFrame(node));
    }
    out.write(StandInObjects.endOfInitialEvents("Node", version.get()));
    out.flush();
    closing.await();
  }

  private static OutputStream startWatch(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", PROTOBUF_WATCH);
    exchange.sendResponseHeaders(200, 0);
    return exchange.getResponseBody();
  }

  private static void answer(HttpExchange exchange, int code, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set("Content-Type", JSON);
    exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
