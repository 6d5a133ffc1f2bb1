package dev.basalt.controllers.made;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.batch.TaskState;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.cluster.http.Json;
import dev.basalt.controllers.job.WrittenJob;
import dev.basalt.controllers.job.state.JobMachine;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.controllers.runtime.ObjectKey;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A job, as far as those are concerned that make jobs. Of a job that none of them made, only its
 * names are kept.
 *
 * @param maker who made it
 * @param phase null while nobody has looked at it yet
 * @param terminating whether it is being deleted
 * @param created when it was made
 * @param phases the phases that it went through, the newest last
 * @param scheduled the time of a schedule that it was made for, null if none
 * @param attempt which run it is of its place in a flow, from 0
 * @param retries how often it began anew by itself
 * @param runningDuration how long it took, null while it has not ended
 * @param minima of its tasks, by name: pods that are enough for a task
 * @param tasks its pods by task and phase
 */
public record MadeJob(
    ObjectKey key,
    String uid,
    Maker maker,
    @Nullable JobPhase phase,
    boolean terminating,
    Instant created,
    List<Passed> phases,
    @Nullable Instant scheduled,
    int attempt,
    int retries,
    @Nullable String runningDuration,
    Map<String, Integer> minima,
    Map<String, TaskState> tasks) {
  /** The kind of CronJobs. */
  public static final String CRON_JOB = "CronJob";

  /** The kind of JobFlows. */
  public static final String JOB_FLOW = "JobFlow";

  /**
   * Who made a job, and from what.
   *
   * @param kind {@code CronJob} or {@code JobFlow}, empty for anybody else
   * @param owner null for anybody else
   * @param uid the owner's, empty for anybody else
   * @param template the JobTemplate; null if there is none
   */
  public record Maker(
      String kind, @Nullable ObjectKey owner, String uid, @Nullable ObjectKey template) {}

  /** A phase that a job came to. */
  public record Passed(JobPhase phase, Instant at) {}

  public MadeJob {
    phases = List.copyOf(phases);
    minima = Map.copyOf(minima);
    tasks = Map.copyOf(tasks);
  }

  /** Whether it has ended for good. */
  public boolean finished() {
    return phase != null && JobMachine.finished(phase);
  }

  /** When it came to its phase; when it was made if that is not known. */
  public Instant since() {
    return phases.isEmpty() ? created : phases.getLast().at();
  }

  /** A phase as it is written: {@code Completed}. */
  public static String text(JobPhase phase) {
    String name = phase.name();
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }

  /** Reads a job. Never fails for what is in its spec. */
  public static MadeJob read(WrittenJob job) {
    ObjectKey key = ObjectKey.of(job);
    Maker maker = maker(job, key);
    JsonNode status = job.getStatus() == null ? Json.object() : job.getStatus();
    boolean ours = maker.owner() != null;
    String duration = status.path("runningDuration").asText();
    return new MadeJob(
        key,
        job.getMetadata().getUid(),
        maker,
        ours ? phase(status.path("state").path("phase").asText()) : null,
        job.getMetadata().getDeletionTimestamp() != null,
        Instant.ofEpochMilli(Metadata.millis(job.getMetadata().getCreationTimestamp())),
        ours ? phases(status.path("conditions")) : List.of(),
        time(Metadata.annotation(job, VolcanoNames.SCHEDULED_TIMESTAMP)),
        Math.max(0, Metadata.number(Metadata.annotation(job, BasaltNames.FLOW_ATTEMPT))),
        ours ? status.path("retryCount").asInt() : 0,
        ours && !duration.isEmpty() ? duration : null,
        ours && job.getSpec() != null ? minima(job.getSpec().path("tasks")) : Map.of(),
        ours ? tasks(status.path("taskStatusCount")) : Map.of());
  }

  private static Maker maker(WrittenJob job, ObjectKey key) {
    String template = Metadata.annotation(job, VolcanoNames.CREATED_BY_JOB_TEMPLATE);
    String prefix = key.namespace() + ".";
    ObjectKey madeFrom =
        template.startsWith(prefix)
            ? new ObjectKey(key.namespace(), template.substring(prefix.length()))
            : null;
    for (OwnerReference reference : job.getMetadata().getOwnerReferences()) {
      String kind = reference.getKind();
      if (Boolean.TRUE.equals(reference.getController())
          && (CRON_JOB.equals(kind) || JOB_FLOW.equals(kind))) {
        return new Maker(
            kind,
            new ObjectKey(key.namespace(), reference.getName()),
            reference.getUid(),
            madeFrom);
      }
    }
    return new Maker("", null, "", madeFrom);
  }

  private static @Nullable JobPhase phase(String text) {
    try {
      return text.isEmpty() ? null : JobPhase.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static List<Passed> phases(JsonNode conditions) {
    List<Passed> passed = new ArrayList<>();
    for (JsonNode condition : conditions) {
      JobPhase phase = phase(condition.path("status").asText());
      Instant at = time(condition.path("lastTransitionTime").asText());
      if (phase != null && at != null) {
        passed.add(new Passed(phase, at));
      }
    }
    return passed;
  }

  private static Map<String, Integer> minima(JsonNode tasks) {
    Map<String, Integer> minima = new LinkedHashMap<>();
    for (JsonNode task : tasks) {
      String name = task.path("name").asText("default" + minima.size());
      int replicas = task.path("replicas").asInt();
      minima.put(name, Math.max(1, task.path("minAvailable").asInt(replicas)));
    }
    return minima;
  }

  private static Map<String, TaskState> tasks(JsonNode counts) {
    Map<String, TaskState> tasks = new TreeMap<>();
    counts
        .properties()
        .forEach(task -> {
          Map<String, Integer> phases = new TreeMap<>();
          task.getValue()
              .path("phase")
              .properties()
              .forEach(phase -> phases.put(phase.getKey(), phase.getValue().asInt()));
          tasks.put(task.getKey(), new TaskState(phases));
        });
    return tasks;
  }

  private static @Nullable Instant time(String text) {
    try {
      return text.isEmpty() ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
