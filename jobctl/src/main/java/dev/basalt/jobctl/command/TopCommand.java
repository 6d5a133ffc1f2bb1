package dev.basalt.jobctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.api.ApiException;
import dev.basalt.jobctl.api.Paths;
import dev.basalt.jobctl.view.Amounts;
import dev.basalt.jobctl.view.Documents;
import dev.basalt.jobctl.view.Output;
import dev.basalt.jobctl.view.PodView;
import dev.basalt.jobctl.view.Screen;
import dev.basalt.jobctl.view.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows which jobs hold the most, and what they use of it. */
@Command(
    name = "top",
    description = {
      "Show which jobs hold the most room.",
      "Where the cluster has metrics, also what they use of it."
    })
public final class TopCommand implements Callable<Integer> {
  private static final String GPU = "nvidia.com/gpu";

  @Mixin private Connection connection = new Connection();

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "Of all namespaces.")
  private boolean all;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json|yaml",
      description = "How to print it.")
  private Output output = Output.TABLE;

  /** What the pods of a job that have nodes hold and use. */
  private static final class Sum {
    private int pods;
    private double cpu;
    private double memory;
    private double gpu;
    private double usedCpu;
    private double usedMemory;
  }

  @Override
  public Integer call() {
    Screen screen = connection.screen();
    String namespace = all ? null : connection.namespace();
    Map<String, Sum> jobs = new TreeMap<>();
    boolean metrics;
    try (Api api = connection.open()) {
      Map<String, Sum> byPod = new HashMap<>();
      api.each(Paths.pods(namespace, "volcano.sh/job-name"), pod -> add(jobs, byPod, pod));
      metrics = used(api, namespace, byPod);
    }
    List<Map.Entry<String, Sum>> order = new ArrayList<>(jobs.entrySet());
    order.sort(Comparator.comparingDouble(entry -> -entry.getValue().cpu));
    if (output.document()) {
      screen.out().print(Documents.text(output, order.stream().map(TopCommand::plain).toList()));
      return 0;
    }
    List<String> heading = new ArrayList<>(List.of("JOB", "PODS", "CPU", "MEMORY", "GPU"));
    if (metrics) {
      heading.addAll(List.of("CPU USED", "MEMORY USED"));
    }
    Table table = new Table(heading);
    for (Map.Entry<String, Sum> entry : order) {
      Sum sum = entry.getValue();
      List<String> row =
          new ArrayList<>(
              List.of(
                  entry.getKey(),
                  Integer.toString(sum.pods),
                  Amounts.cores(sum.cpu),
                  Amounts.bytes(sum.memory),
                  sum.gpu == 0 ? "" : Amounts.cores(sum.gpu)));
      if (metrics) {
        row.add(part(Amounts.cores(sum.usedCpu), sum.usedCpu, sum.cpu));
        row.add(part(Amounts.bytes(sum.usedMemory), sum.usedMemory, sum.memory));
      }
      table.row(row);
    }
    if (table.isEmpty()) {
      screen.err().println("no job holds anything");
    } else {
      table.print(screen);
    }
    return 0;
  }

  private void add(Map<String, Sum> jobs, Map<String, Sum> byPod, JsonNode json) {
    PodView pod = new PodView(json);
    if (pod.node().isEmpty() || pod.ended()) {
      return;
    }
    String job = all ? pod.namespace() + "/" + pod.job() : pod.job();
    Sum sum = jobs.computeIfAbsent(job, first -> new Sum());
    sum.pods++;
    sum.cpu += pod.requested("cpu");
    sum.memory += pod.requested("memory");
    sum.gpu += pod.requested(GPU);
    byPod.put(pod.namespace() + "/" + pod.name(), sum);
  }

  /** Adds what is used; whether the cluster can tell. */
  private static boolean used(Api api, @Nullable String namespace, Map<String, Sum> byPod) {
    try {
      for (JsonNode pod : api.list(Paths.podMetrics(namespace))) {
        JsonNode metadata = pod.path("metadata");
        Sum sum =
            byPod.get(metadata.path("namespace").asText() + "/" + metadata.path("name").asText());
        if (sum == null) {
          continue;
        }
        for (JsonNode container : pod.path("containers")) {
          sum.usedCpu += Amounts.parse(container.path("usage").path("cpu").asText());
          sum.usedMemory += Amounts.parse(container.path("usage").path("memory").asText());
        }
      }
      return true;
    } catch (ApiException e) {
      // There is no metrics server, or not for this user.
      return false;
    }
  }

  private static String part(String text, double used, double held) {
    return held == 0 ? text : "%s (%d%%)".formatted(text, Math.round(100 * used / held));
  }

  private static Map<String, Object> plain(Map.Entry<String, Sum> entry) {
    Sum sum = entry.getValue();
    Map<String, Object> plain = new LinkedHashMap<>();
    plain.put("job", entry.getKey());
    plain.put("pods", sum.pods);
    plain.put("cpu", sum.cpu);
    plain.put("memoryBytes", (long) sum.memory);
    plain.put("gpu", sum.gpu);
    plain.put("cpuUsed", sum.usedCpu);
    plain.put("memoryUsedBytes", (long) sum.usedMemory);
    return plain;
  }
}
