package dev.basalt.jobctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.core.config.NearestName;
import dev.basalt.jobctl.Failure;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.api.Paths;
import dev.basalt.jobctl.manifest.JsonText;
import dev.basalt.jobctl.view.Documents;
import dev.basalt.jobctl.view.JobView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes how many pods a job has. */
@Command(
    name = "scale",
    description = {
      "Change how many pods a running job has. The highest indexes go first.",
      "Not of jobs that jobctl made: their shards divide the work."
    })
public final class ScaleCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Option(names = "--task", description = "The task, where there are several.")
  private @Nullable String task;

  @Parameters(index = "0", paramLabel = "JOB", description = "The job.")
  private String name = "";

  @Parameters(index = "1", paramLabel = "PODS", description = "How many from now on.")
  private int replicas;

  @Override
  public Integer call() {
    String namespace = connection.namespace();
    try (Api api = connection.open()) {
      JobView job = Jobs.find(api, namespace, name);
      if (job.finished()) {
        throw new Failure("job \"" + name + "\" has ended: " + job.phase());
      }
      if (replicas < 0) {
        throw new Failure(2, "PODS must be 0 or more; it is " + replicas);
      }
      refuseFixed(job);
      api.patch(Paths.jobs(namespace), name, patch(job));
    }
    connection.screen().out().println("%s has %d pods now".formatted(name, replicas));
    return 0;
  }

  /**
   * What cannot have more or fewer pods. How many must succeed may not be changed, so a job in
   * which all must would be complete once as many as before have succeeded, and the rest be ended.
   */
  private void refuseFixed(JobView job) {
    if (!job.request().isEmpty()) {
      throw new Failure(
          "the work of job \"%s\" is divided among its shards, of which there cannot be more or fewer; cancel it, and submit it anew with %s"
              .formatted(
                  name, job.planned(0).contains("=") ? "other days" : "--shards " + replicas));
    }
    if (job.minSuccess() > 0 && job.minSuccess() == job.replicas()) {
      throw new Failure(
          "job \"%s\" is complete once %d pods have succeeded (minSuccess), which cannot be changed; create it anew with another number"
              .formatted(name, job.minSuccess()));
    }
  }

  /** Minima that said all say all again. A merge patch replaces the whole list of tasks. */
  private String patch(JobView job) {
    List<String> names = new ArrayList<>();
    job.tasks().forEach(one -> names.add(one.path("name").asText()));
    String chosen = task == null && names.size() == 1 ? names.getFirst() : task;
    if (chosen == null || !names.contains(chosen)) {
      throw new Failure(
          2, "name the task with --task" + NearestName.hint(String.valueOf(chosen), names));
    }
    List<Object> tasks = new ArrayList<>();
    int least = job.minAvailable();
    int all = 0;
    for (JsonNode one : job.tasks()) {
      Map<String, Object> plain = new LinkedHashMap<>();
      if (Documents.plain(one) instanceof Map<?, ?> map) {
        map.forEach((key, value) -> plain.put(String.valueOf(key), value));
      }
      if (one.path("name").asText().equals(chosen)) {
        int before = one.path("minAvailable").asInt(one.path("replicas").asInt());
        int now = before == one.path("replicas").asInt() ? replicas : Math.min(before, replicas);
        plain.put("replicas", replicas);
        plain.put("minAvailable", now);
        least += job.minAvailable() == sumOfMinima(job) ? now - before : 0;
      }
      all += (Integer) ((Number) plain.getOrDefault("replicas", 0)).intValue();
      tasks.add(plain);
    }
    if (job.minSuccess() > all) {
      throw new Failure(
          "job \"%s\" needs %d successes, which cannot be changed, so it cannot have fewer pods; cancel it and submit it anew"
              .formatted(job.name(), job.minSuccess()));
    }
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("minAvailable", Math.min(least, all));
    spec.put("tasks", tasks);
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("resourceVersion", job.json().path("metadata").path("resourceVersion").asText());
    Map<String, Object> patch = new LinkedHashMap<>();
    patch.put("metadata", metadata);
    patch.put("spec", spec);
    return JsonText.of(patch);
  }

  private static int sumOfMinima(JobView job) {
    int sum = 0;
    for (JsonNode one : job.tasks()) {
      sum += one.path("minAvailable").asInt(one.path("replicas").asInt());
    }
    return sum;
  }
}
