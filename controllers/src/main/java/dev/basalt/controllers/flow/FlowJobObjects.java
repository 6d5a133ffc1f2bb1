package dev.basalt.controllers.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.api.flow.JobFlow;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.cluster.http.Json;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.controllers.runtime.ObjectKey;
import java.util.Map;

/** Makes the jobs of flows, as they are sent to the API server. */
final class FlowJobObjects {
  private static final int LONGEST_LABEL = 63;
  private static final String KUBECTL = "kubectl.kubernetes.io/";

  private FlowJobObjects() {}

  /**
   * The job of a place. It has the template's labels and annotations too.
   *
   * @throws IllegalArgumentException if the flow's patch cannot be merged; the message names the
   *     field
   */
  static ObjectNode job(JobFlow flow, WrittenTemplate template, FlowPlan.Order order) {
    ObjectKey key = ObjectKey.of(flow);
    ObjectNode job =
        Json.object().put("apiVersion", "batch.volcano.sh/v1alpha1").put("kind", "Job");
    ObjectNode metadata =
        job.putObject("metadata").put("namespace", key.namespace()).put("name", order.name());
    String madeFrom = key.namespace() + "." + order.place().template();
    String madeBy = key.namespace() + "." + key.name();
    ObjectNode labels = metadata.putObject("labels");
    put(labels, template.getMetadata().getLabels());
    label(labels, VolcanoNames.CREATED_BY_JOB_TEMPLATE, madeFrom);
    label(labels, VolcanoNames.CREATED_BY_JOB_FLOW, madeBy);
    ObjectNode annotations = metadata.putObject("annotations");
    put(annotations, template.getMetadata().getAnnotations());
    annotations.put(VolcanoNames.CREATED_BY_JOB_TEMPLATE, madeFrom);
    annotations.put(VolcanoNames.CREATED_BY_JOB_FLOW, madeBy);
    // A template may say anything; who submitted the flow is written on the flow.
    annotations.remove(BasaltNames.USER);
    annotations.remove(BasaltNames.FLOW_ATTEMPT);
    if (order.attempt() > 0) {
      annotations.put(BasaltNames.FLOW_ATTEMPT, String.valueOf(order.attempt()));
    }
    String user = Metadata.annotation(flow, BasaltNames.USER);
    if (!user.isEmpty()) {
      annotations.put(BasaltNames.USER, user);
    }
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", "flow.volcano.sh/v1alpha1")
        .put("kind", "JobFlow")
        .put("name", key.name())
        .put("uid", flow.getMetadata().getUid())
        .put("controller", true)
        .put("blockOwnerDeletion", true);
    JsonNode spec = template.getSpec() == null ? Json.object() : template.getSpec();
    JsonNode patch = order.place().patch();
    job.set(
        "spec",
        patch == null
            ? spec
            : SpecPatch.apply(spec, patch, order.place().field() + ".patch.jobSpec"));
    return job;
  }

  private static void put(ObjectNode map, Map<String, String> values) {
    if (values != null) {
      values.forEach((name, value) -> {
        if (!name.startsWith(KUBECTL)) {
          map.put(name, value);
        }
      });
    }
  }

  /** A label is shorter than a name may be; the annotation has it in any case. */
  private static void label(ObjectNode labels, String name, String value) {
    if (value.length() <= LONGEST_LABEL) {
      labels.put(name, value);
    }
  }
}
