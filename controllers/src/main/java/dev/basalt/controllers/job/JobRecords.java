package dev.basalt.controllers.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobStatus;
import dev.basalt.cluster.http.Json;
import dev.basalt.controllers.runtime.ApiPaths;
import dev.basalt.controllers.runtime.MergePatch;
import dev.basalt.controllers.runtime.Mirror;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.Writer;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Jobs and their status. What was written is read back at once, although the mirror shows it later:
 * else one failed pod would be answered twice.
 */
final class JobRecords {
  private final Mirror<WrittenJob, SeenJob> mirror;
  private final Writer writer;
  private final KubernetesSerialization serialization;
  private final Map<ObjectKey, SeenJob> written = new ConcurrentHashMap<>();

  JobRecords(
      Mirror<WrittenJob, SeenJob> mirror, Writer writer, KubernetesSerialization serialization) {
    this.mirror = mirror;
    this.writer = writer;
    this.serialization = serialization;
  }

  /** A job as it was last seen or written, null if it is gone. */
  @Nullable SeenJob current(ObjectKey key) {
    SeenJob seen = mirror.get(key);
    SeenJob own = written.get(key);
    if (own == null) {
      return seen;
    }
    if (seen == null
        || !uid(seen.job()).equals(uid(own.job()))
        || version(seen.job()) >= version(own.job())) {
      written.remove(key, own);
      return seen;
    }
    return own;
  }

  /**
   * Writes a status, as a patch of what differs; nothing if nothing does. Refused by the API server
   * if the job has changed since it was read.
   *
   * @return whether anything was written
   */
  boolean write(ObjectKey key, Job job, JobStatus status) throws InterruptedException {
    JsonNode before = tree(job.getStatus());
    ObjectNode difference = MergePatch.between(before, tree(status));
    if (difference.isEmpty()) {
      return false;
    }
    ObjectNode patch = unchanged(job);
    patch.set("status", difference);
    keep(key, writer.merge(ApiPaths.jobStatus(key), patch));
    return true;
  }

  /** Writes an annotation. Refused by the API server if the job has changed since it was read. */
  void annotate(ObjectKey key, Job job, String name, String value) throws InterruptedException {
    ObjectNode patch = unchanged(job);
    patch.withObject("metadata").putObject("annotations").put(name, value);
    keep(key, writer.merge(ApiPaths.job(key), patch));
  }

  private static ObjectNode unchanged(Job job) {
    ObjectNode patch = Json.object();
    patch
        .putObject("metadata")
        .put("uid", uid(job))
        .put("resourceVersion", job.getMetadata().getResourceVersion());
    return patch;
  }

  private void keep(ObjectKey key, JsonNode answer) {
    if (!answer.isMissingNode()) {
      written.put(key, SeenJob.read(answer, serialization));
    }
  }

  private JsonNode tree(@Nullable JobStatus status) {
    return status == null
        ? Json.object()
        : Json.parse(serialization.asJson(status).getBytes(StandardCharsets.UTF_8));
  }

  private static String uid(Job job) {
    return job.getMetadata().getUid();
  }

  /** Versions of one object grow; a client may compare them. */
  private static long version(Job job) {
    try {
      return Long.parseLong(job.getMetadata().getResourceVersion());
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
