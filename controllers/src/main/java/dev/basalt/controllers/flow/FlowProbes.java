package dev.basalt.controllers.flow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.controllers.flow.FlowPlan.Ask;
import dev.basalt.controllers.runtime.ApiPaths;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.Writer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks running pods over the network. */
final class FlowProbes implements AutoCloseable {
  /** Of a task with more pods the first ones speak for all. */
  private static final int MOST_PODS = 32;

  private final Writer api;
  private final Duration patience;
  private final HttpClient http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Asks nobody yet.
   *
   * @param api where the pods' addresses are read
   * @param patience how long a pod may take to answer
   */
  FlowProbes(Writer api, Duration patience) {
    this.api = api;
    this.patience = patience;
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(patience)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** Whether enough pods of a task answer well. Takes as long as a pod may take. */
  boolean passes(Ask ask) throws InterruptedException {
    List<String> addresses = addresses(ask.job(), ask.check().task());
    int enough = Math.min(ask.enough(), MOST_PODS);
    if (addresses.size() < enough) {
      return false;
    }
    List<Future<Boolean>> answers = new ArrayList<>();
    for (String address : addresses.subList(0, Math.min(addresses.size(), MOST_PODS))) {
      Callable<Boolean> question =
          switch (ask.check()) {
            case FlowCheck.Tcp tcp -> () -> open(address, tcp.port());
            case FlowCheck.Http request -> () -> answers(address, request);
            case FlowCheck.Phase phase -> () -> false;
          };
      answers.add(threads.submit(question));
    }
    int good = 0;
    for (Future<Boolean> answer : answers) {
      good += get(answer) ? 1 : 0;
    }
    return good >= enough;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    http.shutdownNow();
  }

  /** Of the pods of a task that run, by name. */
  private List<String> addresses(ObjectKey job, String task) throws InterruptedException {
    String selector =
        "%s=%s,%s=%s".formatted(VolcanoNames.JOB_NAME, job.name(), VolcanoNames.TASK_SPEC, task);
    JsonNode pods =
        api.read(
            ApiPaths.pods(job.namespace())
                + "?labelSelector="
                + URLEncoder.encode(selector, StandardCharsets.UTF_8)
                + "&fieldSelector=status.phase%3DRunning");
    List<String> addresses = new ArrayList<>();
    for (JsonNode pod : pods.path("items")) {
      String address = pod.path("status").path("podIP").asText();
      if (!address.isEmpty() && pod.path("metadata").path("deletionTimestamp").isMissingNode()) {
        addresses.add(address);
      }
    }
    return addresses;
  }

  private static boolean get(Future<Boolean> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      // Whatever failed, the pod gave no good answer.
      return false;
    }
  }

  private boolean open(String address, int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), (int) patience.toMillis());
      return true;
    }
  }

  private boolean answers(String address, FlowCheck.Http check)
      throws IOException, InterruptedException {
    String host = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + host + ":" + check.port() + check.path()))
            .timeout(patience)
            .GET();
    if (check.headerName() != null && check.headerValue() != null) {
      request.header(check.headerName(), check.headerValue());
    }
    int status = http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    return status >= 200 && status < 400;
  }
}
