package dev.basalt.exporter.view;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.cluster.http.Json;
import dev.basalt.controllers.job.WrittenJob;
import dev.basalt.controllers.job.oom.GrowthCodec;
import dev.basalt.controllers.job.oom.TaskGrowths;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.core.event.UserSource;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a job. Times are in seconds since 1970, 0 if they have not come.
 *
 * @param user whose it is; its namespace if it does not say
 * @param zone the zone that it asks for, empty if none
 * @param started when it last began to run
 * @param ended when it ended
 * @param phase its phase, as it is written
 * @param replicas pods that it asks for
 * @param minAvailable pods that must be placed before any of them starts
 * @param minSuccess pods that must succeed, null if it does not say
 * @param tasks pods by task and phase
 * @param growths how often shards were made larger, by task
 */
public record SeenJob(
    String namespace,
    String name,
    String uid,
    String queue,
    String user,
    String zone,
    long created,
    long started,
    long ended,
    String phase,
    int replicas,
    int minAvailable,
    @Nullable Integer minSuccess,
    Map<String, Map<String, Integer>> tasks,
    Map<String, Integer> growths) {
  private static final String PENDING = "Pending";
  private static final String RUNNING = "Running";
  private static final Set<String> FINISHED = Set.of("Completed", "Terminated", "Failed");

  private static final Set<String> PHASES =
      Set.of(
          PENDING,
          "Aborting",
          "Aborted",
          RUNNING,
          "Restarting",
          "Completing",
          "Completed",
          "Terminating",
          "Terminated",
          "Failed");

  /** What is kept of a job, whatever was written there. */
  public static SeenJob read(WrittenJob job, UserSource source) {
    String namespace = job.getMetadata().getNamespace();
    JsonNode spec = job.getSpec() == null ? Json.object() : job.getSpec();
    JsonNode status = job.getStatus() == null ? Json.object() : job.getStatus();
    String stated = status.path("state").path("phase").asText();
    String phase = PHASES.contains(stated) ? stated.intern() : PENDING;
    int least = 0;
    int replicas = 0;
    for (JsonNode task : spec.path("tasks")) {
      int pods = Math.max(0, task.path("replicas").asInt());
      replicas += pods;
      least += Math.max(0, task.path("minAvailable").asInt(pods));
    }
    String mark =
        source.kind() == UserSource.Kind.LABEL
            ? Metadata.label(job, source.key())
            : Metadata.annotation(job, source.key());
    JsonNode minSuccess = spec.path("minSuccess");
    return new SeenJob(
        namespace,
        job.getMetadata().getName(),
        job.getMetadata().getUid(),
        spec.path("queue").asText().isEmpty()
            ? VolcanoNames.DEFAULT_QUEUE
            : spec.path("queue").asText().intern(),
        mark.isEmpty() ? namespace : mark,
        Metadata.annotation(job, BasaltNames.ZONE),
        Metadata.millis(job.getMetadata().getCreationTimestamp()) / 1000,
        started(status),
        FINISHED.contains(phase) ? seconds(status.path("state").path("lastTransitionTime")) : 0,
        phase,
        replicas,
        spec.path("minAvailable").asInt(least),
        minSuccess.isNumber() ? minSuccess.asInt() : null,
        tasks(status.path("taskStatusCount")),
        growths(Metadata.annotation(job, BasaltNames.OOM_RECORD)));
  }

  /** Whether it has ended for good. */
  public boolean finished() {
    return FINISHED.contains(phase);
  }

  /** Whether it is the same job as another one of its name. */
  boolean same(@Nullable SeenJob other) {
    return other != null && uid.equals(other.uid);
  }

  private static long started(JsonNode status) {
    long started = 0;
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("status").asText().equals(RUNNING)) {
        started = Math.max(started, seconds(condition.path("lastTransitionTime")));
      }
    }
    return started;
  }

  private static Map<String, Map<String, Integer>> tasks(JsonNode counts) {
    Map<String, Map<String, Integer>> tasks = new TreeMap<>();
    counts
        .properties()
        .forEach(task -> {
          Map<String, Integer> phases = new TreeMap<>();
          task.getValue()
              .path("phase")
              .properties()
              .forEach(phase -> phases.put(phase.getKey().intern(), phase.getValue().asInt()));
          tasks.put(task.getKey().intern(), phases);
        });
    return tasks.isEmpty() ? Map.of() : tasks;
  }

  private static Map<String, Integer> growths(String recorded) {
    if (recorded.isEmpty()) {
      return Map.of();
    }
    Map<String, Integer> growths = new TreeMap<>();
    GrowthCodec.read(recorded)
        .tasks()
        .forEach((task, grown) -> {
          int times = times(grown);
          if (times > 0) {
            growths.put(task, times);
          }
        });
    return growths;
  }

  private static int times(TaskGrowths grown) {
    int times = grown.others().times();
    for (TaskGrowths.Group group : grown.groups()) {
      times += group.growth().times() * group.shards().below(Integer.MAX_VALUE);
    }
    return times;
  }

  private static long seconds(JsonNode text) {
    try {
      return text.asText().isEmpty() ? 0 : OffsetDateTime.parse(text.asText()).toEpochSecond();
    } catch (DateTimeException e) {
      return 0;
    }
  }
}
