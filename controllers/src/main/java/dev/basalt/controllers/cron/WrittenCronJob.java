package dev.basalt.controllers.cron;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.api.batch.CronJobStatus;
import dev.basalt.api.names.VolcanoNames;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A CronJob whose spec is as it was written, so that its template goes into jobs as it is. */
@Group(VolcanoNames.BATCH_GROUP)
@Version("v1alpha1")
@Kind("CronJob")
@Plural("cronjobs")
public final class WrittenCronJob extends CustomResource<JsonNode, CronJobStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1;

  @Override
  protected @Nullable JsonNode initSpec() {
    return null;
  }

  @Override
  protected @Nullable CronJobStatus initStatus() {
    return null;
  }
}
