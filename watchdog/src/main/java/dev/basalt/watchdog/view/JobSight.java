package dev.basalt.watchdog.view;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.resource.Durations;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A Job, as far as rules read it.
 *
 * @param uid tells it from another one of its name
 * @param queue the queue that it is in
 * @param user whose it is, else the namespace
 * @param phase how far it has come
 * @param reason why, one word; empty for none
 * @param message why, a sentence; empty for none
 * @param phaseMillis when the phase began, milliseconds since 1970
 * @param createdMillis when it was made, milliseconds since 1970
 * @param retries how often it was begun anew
 * @param slaMillis how long it may wait by its own annotation; -1 if it does not say
 * @param parent the job whose failed shards it runs anew, by name; empty for none
 */
public record JobSight(
    ObjectKey key,
    String uid,
    String queue,
    String user,
    JobPhase phase,
    String reason,
    String message,
    long phaseMillis,
    long createdMillis,
    int retries,
    long slaMillis,
    String parent) {
  /** Reason of a phase that somebody asked for. */
  private static final String ASKED_FOR = "CommandIssued";

  /** Label that jobctl puts on a job which runs failed shards anew. */
  private static final String PARENT = "basalt.dev/parent";

  static JobSight read(WatchedJob job, Users users) {
    ObjectKey key = ObjectKey.of(job);
    JsonNode spec = WatchedJob.tree(job.getSpec());
    JsonNode status = WatchedJob.tree(job.getStatus());
    JsonNode state = status.path("state");
    String queue = spec.path("queue").asText("");
    long created = Metadata.millis(job.getMetadata().getCreationTimestamp());
    long since = Metadata.millis(state.path("lastTransitionTime").asText(null));
    return new JobSight(
        key,
        job.getMetadata().getUid(),
        (queue.isEmpty() ? VolcanoNames.DEFAULT_QUEUE : queue).intern(),
        users.of(job, key).intern(),
        phase(state.path("phase").asText("")),
        state.path("reason").asText("").intern(),
        state.path("message").asText(""),
        Math.max(created, since),
        created,
        status.path("retryCount").asInt(),
        sla(job),
        Metadata.label(job, PARENT));
  }

  /** Whether it ended, and not well, and nobody asked for that. */
  public boolean failed() {
    return switch (phase) {
      case FAILED -> true;
      case ABORTED, TERMINATED -> !reason.equals(ASKED_FOR);
      default -> false;
    };
  }

  /** Whether it may still come to a good end without a hand. */
  public boolean underWay() {
    return switch (phase) {
      case PENDING, RUNNING, RESTARTING, COMPLETING -> true;
      default -> false;
    };
  }

  /** The phase as the API writes it. */
  public String phaseText() {
    String name = phase.name();
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }

  private static JobPhase phase(String text) {
    for (JobPhase phase : JobPhase.values()) {
      if (phase.name().equalsIgnoreCase(text)) {
        return phase;
      }
    }
    return JobPhase.PENDING;
  }

  private static long sla(WatchedJob job) {
    String text = Metadata.annotation(job, VolcanoNames.PLAIN_SLA_WAITING_TIME);
    return sla(text.isEmpty() ? Metadata.annotation(job, VolcanoNames.SLA_WAITING_TIME) : text);
  }

  /** A waiting time in milliseconds, -1 if it is none. */
  static long sla(String text) {
    if (text.isEmpty()) {
      return -1;
    }
    try {
      return TimeUnit.NANOSECONDS.toMillis(Durations.parseNanos(text));
    } catch (IllegalArgumentException e) {
      return -1;
    }
  }
}
