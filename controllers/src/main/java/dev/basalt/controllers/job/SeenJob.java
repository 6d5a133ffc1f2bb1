package dev.basalt.controllers.job;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobSpec;
import dev.basalt.api.batch.JobStatus;
import dev.basalt.api.batch.TaskSpec;
import dev.basalt.controllers.job.state.JobMachine;
import dev.basalt.core.resource.Quantities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A job, as far as it can be read.
 *
 * @param job with what could be read of its spec; of a job that has ended, what is still needed
 * @param problem what could not be read or means nothing, with the field; null if all is well. No
 *     pods are made for such a job, everything else is done
 */
record SeenJob(Job job, @Nullable String problem) {
  /** A copy of the whole object, in an annotation: as large again as the object. */
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private static final int LONGEST_VALUE = 40;

  /** Reads a job. Never fails for what is in its spec. */
  static SeenJob read(WrittenJob written, KubernetesSerialization serialization) {
    return read(written.getMetadata(), written.getSpec(), written.getStatus(), serialization);
  }

  /** Reads a job from an answer of the API server. */
  static SeenJob read(JsonNode object, KubernetesSerialization serialization) {
    return read(
        serialization.convertValue(object.path("metadata"), ObjectMeta.class),
        object.get("spec"),
        object.get("status"),
        serialization);
  }

  private static SeenJob read(
      ObjectMeta metadata,
      @Nullable JsonNode spec,
      @Nullable JsonNode status,
      KubernetesSerialization serialization) {
    List<String> problems = new ArrayList<>();
    Job job = new Job();
    job.setMetadata(slim(metadata));
    job.setSpec(spec(spec, serialization, problems));
    if (status != null && !status.isNull()) {
      job.setStatus(convert("status", status, JobStatus.class, serialization, problems));
    }
    if (problems.isEmpty()) {
      duplicates(job.getSpec(), problems);
      amounts(job.getSpec(), problems);
    }
    if (ended(job) && cleared(job.getStatus())) {
      job.setSpec(remains(job.getSpec()));
    }
    return new SeenJob(job, problems.isEmpty() ? null : problems.getFirst());
  }

  private static ObjectMeta slim(ObjectMeta metadata) {
    metadata.setManagedFields(List.of());
    if (metadata.getAnnotations() != null) {
      metadata.getAnnotations().remove(LAST_APPLIED);
    }
    return metadata;
  }

  private static JobSpec spec(
      @Nullable JsonNode spec, KubernetesSerialization serialization, List<String> problems) {
    if (spec == null || !spec.isObject()) {
      problems.add("spec is missing: give the job at least one task");
      return nothing();
    }
    JobSpec whole = convert("spec", spec, JobSpec.class, serialization, problems);
    if (whole != null) {
      return whole;
    }
    // What holds a whole object of Kubernetes' own is what the API server does not look into.
    JobSpec rest = convert("spec", without(spec), JobSpec.class, serialization, new ArrayList<>());
    return rest == null ? nothing() : rest;
  }

  private static JsonNode without(JsonNode spec) {
    ObjectNode rest = spec.deepCopy();
    rest.path("tasks")
        .forEach(task -> {
          if (task instanceof ObjectNode object) {
            object.remove("template");
          }
        });
    rest.path("volumes")
        .forEach(volume -> {
          if (volume instanceof ObjectNode object) {
            object.remove("volumeClaim");
          }
        });
    return rest;
  }

  private static <T> @Nullable T convert(
      String field,
      JsonNode node,
      Class<T> type,
      KubernetesSerialization serialization,
      List<String> problems) {
    try {
      return serialization.convertValue(node, type);
    } catch (RuntimeException e) {
      problems.add(explain(field, node, e));
      return null;
    }
  }

  private static String explain(String field, JsonNode node, RuntimeException failure) {
    Throwable cause = failure;
    while (cause != null && !(cause instanceof JsonMappingException)) {
      cause = cause.getCause();
    }
    if (!(cause instanceof JsonMappingException where)) {
      return field + " cannot be read: " + failure.getMessage();
    }
    StringBuilder path = new StringBuilder(field);
    JsonNode at = node;
    for (JsonMappingException.Reference step : where.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
        at = at.path(step.getIndex());
      } else {
        path.append('.').append(step.getFieldName());
        at = at.path(step.getFieldName());
      }
    }
    String value = at.toString();
    return path
        + " cannot be "
        + (value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) + "…" : value)
        + ": see `kubectl explain` of that field and correct it";
  }

  private static void duplicates(@Nullable JobSpec spec, List<String> problems) {
    Set<String> names = new HashSet<>();
    for (TaskSpec task : tasks(spec)) {
      if (task.name() != null && !task.name().isEmpty() && !names.add(task.name())) {
        problems.add(
            "duplicated task name " + task.name() + ": their pods would have the same names");
      }
    }
  }

  /** The client's model takes any text for an amount. */
  private static void amounts(@Nullable JobSpec spec, List<String> problems) {
    List<TaskSpec> tasks = tasks(spec);
    for (int i = 0; i < tasks.size(); i++) {
      PodTemplateSpec template = tasks.get(i).template();
      PodSpec pod = template == null ? null : template.getSpec();
      if (pod != null) {
        String path = "spec.tasks[" + i + "].template.spec.";
        amounts(path + "containers", pod.getContainers(), problems);
        amounts(path + "initContainers", pod.getInitContainers(), problems);
      }
    }
  }

  private static void amounts(
      String path, @Nullable List<Container> containers, List<String> problems) {
    for (int i = 0; containers != null && i < containers.size(); i++) {
      ResourceRequirements resources = containers.get(i).getResources();
      if (resources != null) {
        String where = path + "[" + i + "].resources.";
        amounts(where + "requests.", resources.getRequests(), problems);
        amounts(where + "limits.", resources.getLimits(), problems);
      }
    }
  }

  private static void amounts(
      String path, @Nullable Map<String, Quantity> amounts, List<String> problems) {
    if (amounts != null) {
      amounts.forEach((name, amount) -> {
        try {
          Quantities.parse(name, amount.toString());
        } catch (IllegalArgumentException e) {
          problems.add(
              path + name + " cannot be \"" + amount + "\": write an amount such as 500m or 2Gi");
        }
      });
    }
  }

  private static boolean ended(Job job) {
    return JobStatuses.begun(job.getStatus())
        && JobMachine.finished(JobStatuses.progress(job.getStatus()).phase());
  }

  /** Whether what plugins made is gone: to find that, they look at the templates. */
  private static boolean cleared(@Nullable JobStatus status) {
    return JobStatuses.controlled(status).keySet().stream()
        .noneMatch(made -> made.startsWith(Companions.PLUGIN));
  }

  /** Of an ended job: how many pods there were, what to clear away, when to delete it. */
  private static JobSpec remains(JobSpec spec) {
    return new JobSpec(
        spec.schedulerName(),
        spec.minAvailable(),
        null,
        tasks(spec).stream()
            .map(task ->
                new TaskSpec(
                    task.name(),
                    task.replicas(),
                    task.minAvailable(),
                    null,
                    null,
                    null,
                    task.maxRetry(),
                    null,
                    task.partitionPolicy()))
            .toList(),
        null,
        spec.plugins(),
        null,
        spec.queue(),
        spec.maxRetry(),
        spec.ttlSecondsAfterFinished(),
        null,
        spec.minSuccess(),
        null);
  }

  private static JobSpec nothing() {
    return new JobSpec(
        null, null, null, List.of(), null, null, null, null, null, null, null, null, null);
  }

  private static List<TaskSpec> tasks(@Nullable JobSpec spec) {
    return spec == null || spec.tasks() == null ? List.of() : spec.tasks();
  }
}
