package dev.basalt.controllers.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.api.batch.TaskSpec;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.Json;
import dev.basalt.controllers.job.oom.JobGrowths;
import dev.basalt.controllers.job.oom.Offer;
import dev.basalt.controllers.job.oom.TaskGrowths;
import dev.basalt.controllers.job.oom.Templates;
import dev.basalt.controllers.job.plugin.JobContext;
import dev.basalt.controllers.runtime.ApiPaths;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.controllers.runtime.WriteFailedException;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/**
 * What jobs were found to need of memory, for later runs of the same templates: a ConfigMap in the
 * jobs' namespace, with an entry for each template and task.
 */
final class OomOffers {
  private static final String NAME = "basalt-oom";
  private static final String DATA = "data";

  private final Writer writer;
  private final KubernetesSerialization serialization;
  private final Clock clock;

  OomOffers(Writer writer, KubernetesSerialization serialization, Clock clock) {
    this.writer = writer;
    this.serialization = serialization;
    this.clock = clock;
  }

  /** What former runs have found out. */
  JobGrowths read(Turn turn) throws InterruptedException {
    JsonNode entries = writer.read(path(turn)).path(DATA);
    Map<String, TaskGrowths> found = new TreeMap<>();
    for (TaskSpec task : turn.context().tasks()) {
      JsonNode pod = pod(task);
      JsonNode entry = entries.path(key(turn.job(), task, pod));
      if (entry.isTextual()) {
        found.put(
            String.valueOf(task.name()),
            Offer.taken(entry.asText(), JobContext.replicas(task), Templates.memoryOf(pod)));
      }
    }
    found.values().removeIf(TaskGrowths.NONE::equals);
    return JobGrowths.begun(found);
  }

  /**
   * Keeps what a run has found out.
   *
   * @throws WriteFailedException if that was not done
   */
  void write(Turn turn) throws InterruptedException {
    String now =
        Instant.ofEpochMilli(clock.epochMillis()).truncatedTo(ChronoUnit.SECONDS).toString();
    Map<String, String> more = new TreeMap<>();
    for (TaskSpec task : turn.context().tasks()) {
      TaskGrowths growths = turn.context().growths().of(String.valueOf(task.name()));
      if (!growths.equals(TaskGrowths.NONE)) {
        JsonNode pod = pod(task);
        more.put(
            key(turn.job(), task, pod),
            new Offer(now, JobContext.replicas(task), Templates.memoryOf(pod), growths).text());
      }
    }
    JsonNode there = writer.read(path(turn));
    if (there.isMissingNode()) {
      create(turn, more);
      return;
    }
    Map<String, String> entries = new TreeMap<>();
    there
        .path(DATA)
        .properties()
        .forEach(one -> entries.put(one.getKey(), one.getValue().asText()));
    ObjectNode patch = Json.object();
    patch
        .putObject("metadata")
        .put("resourceVersion", there.path("metadata").path("resourceVersion").asText());
    ObjectNode data = patch.putObject(DATA);
    Offer.surplus(entries, more).forEach(data::putNull);
    more.forEach(data::put);
    writer.merge(path(turn), patch);
  }

  private void create(Turn turn, Map<String, String> entries) throws InterruptedException {
    ObjectNode map = Json.object().put("apiVersion", "v1").put("kind", "ConfigMap");
    map.putObject("metadata").put("name", NAME).put("namespace", turn.key().namespace());
    ObjectNode data = map.putObject(DATA);
    entries.forEach(data::put);
    ApiResponse response = writer.create(collection(turn), Json.bytes(map));
    if (!response.successful()) {
      throw WriteFailedException.of("create ConfigMap " + NAME, response);
    }
  }

  private static String key(HasMetadata job, TaskSpec task, JsonNode pod) {
    String name = String.valueOf(task.name());
    String word = Metadata.annotation(job, BasaltNames.OOM_TEMPLATE);
    if (!word.isEmpty()) {
      return Templates.named("named", word, name);
    }
    for (OwnerReference owner : job.getMetadata().getOwnerReferences()) {
      if (owner.getKind().equals("CronJob")) {
        return Templates.named("cronjob", owner.getName(), name);
      }
    }
    String template = Metadata.annotation(job, VolcanoNames.CREATED_BY_JOB_TEMPLATE);
    return template.isEmpty()
        ? Templates.alike(name, pod)
        : Templates.named("jobtemplate", template, name);
  }

  private JsonNode pod(TaskSpec task) {
    return task.template() == null || task.template().getSpec() == null
        ? Json.object()
        : Json.parse(
            serialization.asJson(task.template().getSpec()).getBytes(StandardCharsets.UTF_8));
  }

  private static String collection(Turn turn) {
    return ApiPaths.ofKind("ConfigMap", turn.key().namespace());
  }

  private static String path(Turn turn) {
    return collection(turn) + "/" + NAME;
  }
}
