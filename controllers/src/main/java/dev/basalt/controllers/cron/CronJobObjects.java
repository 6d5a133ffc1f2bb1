package dev.basalt.controllers.cron;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.cluster.http.Json;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.controllers.runtime.ObjectKey;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** Makes the jobs of CronJobs, as they are sent to the API server. */
final class CronJobObjects {
  private static final int LONGEST_LABEL = 63;

  private CronJobObjects() {}

  /** The job of a time. */
  static ObjectNode job(WrittenCronJob cronJob, CronTerms terms, Instant time) {
    ObjectKey key = ObjectKey.of(cronJob);
    JsonNode template = cronJob.getSpec().path("jobTemplate");
    ObjectNode job =
        Json.object().put("apiVersion", "batch.volcano.sh/v1alpha1").put("kind", "Job");
    ObjectNode metadata =
        job.putObject("metadata")
            .put("namespace", key.namespace())
            .put("name", terms.jobName(key.name(), time));
    ObjectNode labels = copy(template.path("metadata").path("labels"));
    if (key.name().length() <= LONGEST_LABEL) {
      labels.put(BasaltNames.CRON_JOB, key.name());
    }
    metadata.set("labels", labels);
    ObjectNode annotations = copy(template.path("metadata").path("annotations"));
    annotations.put(
        VolcanoNames.SCHEDULED_TIMESTAMP,
        time.truncatedTo(ChronoUnit.SECONDS)
            .atZone(terms.zone())
            .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
    // A template may say anything; who submitted the CronJob is written on the CronJob.
    annotations.remove(BasaltNames.USER);
    String user = Metadata.annotation(cronJob, BasaltNames.USER);
    if (!user.isEmpty()) {
      annotations.put(BasaltNames.USER, user);
    }
    metadata.set("annotations", annotations);
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", "batch.volcano.sh/v1alpha1")
        .put("kind", "CronJob")
        .put("name", key.name())
        .put("uid", cronJob.getMetadata().getUid())
        .put("controller", true)
        .put("blockOwnerDeletion", true);
    job.set("spec", template.path("spec"));
    return job;
  }

  private static ObjectNode copy(JsonNode map) {
    return map instanceof ObjectNode object ? object.deepCopy() : Json.object();
  }
}
