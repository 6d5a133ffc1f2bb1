package dev.basalt.jobctl.manifest;

import static dev.basalt.jobctl.manifest.PodText.put;

import dev.basalt.jobctl.request.InvalidRequestException;
import dev.basalt.jobctl.request.JobRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The job of a request. The order of the keys is part of the contract, for those who read it. */
public final class Manifest {
  /** The one task of each job, and its one container. */
  public static final String TASK = "main";

  private static final int LONGEST_PLAN = 120_000;
  private static final int LARGEST = 1_000_000;
  private static final String ZONE = "basalt.dev/zone";
  private static final String ESTIMATE = "basalt.dev/running-estimate";

  private Manifest() {}

  /**
   * Makes the job: maps, lists, texts and numbers as in YAML.
   *
   * @throws InvalidRequestException if the object would be too large for the API server
   */
  public static Map<String, Object> of(JobRequest request) throws InvalidRequestException {
    String plan = ShardPlan.of(request);
    if (plan != null && plan.length() > LONGEST_PLAN) {
      throw new InvalidRequestException(
          List.of(
              request.division().days().isEmpty()
                  ? "only: so many shards do not fit into one job; choose fewer at a time"
                  : "days: so many dates do not fit into one job; divide them among several jobs"));
    }
    Map<String, Object> manifest = assemble(request, null);
    String hash = hash(manifest);
    manifest = assemble(request, hash.substring(0, 16));
    int size = JsonText.of(manifest).getBytes(StandardCharsets.UTF_8).length;
    if (size > LARGEST) {
      throw new InvalidRequestException(
          List.of(
              "request: the job would take %d bytes, more than the %d that fit; put long texts into a ConfigMap and mount it"
                  .formatted(size, LARGEST)));
    }
    return manifest;
  }

  /** The SHA-256 of a job's content: of everything but its name, namespace, hash and request. */
  static String hash(Map<String, Object> manifest) {
    try {
      byte[] content = JsonText.of(manifest).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * The whole job; without a hash, only what the hash is taken of.
   *
   * @param hash the hash as it is written on the job; null for the content alone
   */
  private static Map<String, Object> assemble(JobRequest request, @Nullable String hash) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    if (hash != null) {
      String name = request.name();
      metadata.put("name", name == null ? BaseName.of(request) + "-" + hash.substring(0, 8) : name);
      put(metadata, "namespace", request.namespace());
    }
    Map<String, Object> labels = new LinkedHashMap<>();
    labels.put(JobNames.MANAGED_BY, JobNames.JOBCTL);
    put(labels, JobNames.SUBMISSION, hash);
    labels.putAll(request.labels());
    metadata.put("labels", labels);
    Map<String, Object> annotations = new LinkedHashMap<>(request.annotations());
    put(annotations, ZONE, request.needs().zone());
    put(annotations, JobNames.KEY, request.key());
    if (hash != null) {
      annotations.put(JobNames.REQUEST, JsonText.of(request.given()));
    }
    put(metadata, "annotations", annotations);
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("apiVersion", "batch.volcano.sh/v1alpha1");
    manifest.put("kind", "Job");
    manifest.put("metadata", metadata);
    manifest.put("spec", spec(request));
    return manifest;
  }

  private static Map<String, Object> spec(JobRequest request) {
    int least = request.division().gang() ? request.division().replicas() : 1;
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("schedulerName", request.needs().scheduler());
    put(spec, "queue", request.needs().queue());
    put(spec, "priorityClassName", request.needs().priority());
    spec.put("minAvailable", least);
    spec.put("minSuccess", request.failures().minSuccess());
    spec.put("maxRetry", FailureRules.maxRetry(request));
    if (request.ttlSeconds() >= 0) {
      spec.put("ttlSecondsAfterFinished", request.ttlSeconds());
    }
    put(spec, "plugins", plugins(request));
    put(spec, "policies", FailureRules.policies(request));
    spec.put("tasks", List.of(task(request, least)));
    return spec;
  }

  private static Map<String, Object> task(JobRequest request, int least) {
    Map<String, String> annotations = new LinkedHashMap<>(request.annotations());
    if (request.needs().zone() != null) {
      annotations.put(ZONE, request.needs().zone());
    }
    if (request.needs().estimateSeconds() >= 0) {
      annotations.put(ESTIMATE, request.needs().estimateSeconds() + "s");
    }
    Map<String, Object> task = new LinkedHashMap<>();
    task.put("name", TASK);
    task.put("replicas", request.division().replicas());
    task.put("minAvailable", least);
    if (FailureRules.restartsContainers(request)) {
      task.put("maxRetry", request.failures().retries() + 1);
    }
    task.put("template", new PodText(request).template(request.labels(), annotations));
    return task;
  }

  private static Map<String, List<String>> plugins(JobRequest request) {
    Map<String, List<String>> plugins = new LinkedHashMap<>();
    if (request.division().sharded()) {
      plugins.put("env", List.of());
    }
    List<String> oom = request.failures().oom();
    if (oom != null) {
      plugins.put("oom", oom);
    }
    plugins.putAll(request.plugins());
    return plugins;
  }
}
