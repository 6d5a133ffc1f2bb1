package dev.basalt.jobctl.manifest;

import dev.basalt.jobctl.request.JobRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pod template of a request. */
final class PodText {
  private static final String GPU = "nvidia.com/gpu";
  private static final String INDEX = "metadata.labels['volcano.sh/task-index']";

  private final JobRequest request;

  PodText(JobRequest request) {
    this.request = request;
  }

  Map<String, Object> template(Map<String, String> labels, Map<String, String> annotations) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    put(metadata, "labels", labels);
    put(metadata, "annotations", annotations);
    Map<String, Object> template = new LinkedHashMap<>();
    put(template, "metadata", metadata);
    template.put("spec", spec());
    return template;
  }

  private Map<String, Object> spec() {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("restartPolicy", FailureRules.restartsContainers(request) ? "OnFailure" : "Never");
    if (request.failures().timeoutSeconds() >= 0) {
      spec.put("activeDeadlineSeconds", request.failures().timeoutSeconds());
    }
    put(spec, "serviceAccountName", request.needs().serviceAccount());
    put(spec, "nodeSelector", request.needs().nodeSelector());
    put(spec, "tolerations", request.needs().tolerations());
    put(
        spec,
        "imagePullSecrets",
        request.program().imagePullSecrets().stream().map(name -> Map.of("name", name)).toList());
    put(spec, "volumes", volumes());
    spec.put("containers", List.of(container()));
    return spec;
  }

  private Map<String, Object> container() {
    Map<String, Object> container = new LinkedHashMap<>();
    container.put("name", Manifest.TASK);
    container.put("image", request.program().image());
    put(container, "imagePullPolicy", request.program().imagePullPolicy());
    put(container, "command", command());
    put(container, "args", Dollars.kept(request.program().args()));
    put(container, "workingDir", request.program().workdir());
    put(container, "env", env());
    container.put("resources", resources());
    List<Map<String, Object>> mounts = new ArrayList<>();
    for (String path : request.program().mounts().keySet()) {
      Map<String, Object> mount = new LinkedHashMap<>();
      mount.put("name", "mount-" + mounts.size());
      mount.put("mountPath", path);
      mounts.add(mount);
    }
    put(container, "volumeMounts", mounts);
    return container;
  }

  private List<String> command() {
    if (ShardPlan.of(request) == null) {
      return Dollars.kept(request.program().command());
    }
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", "-c", ShardPlan.SCRIPT, JobNames.JOBCTL));
    command.addAll(Dollars.kept(request.program().command()));
    return command;
  }

  private List<Map<String, Object>> env() {
    List<Map<String, Object>> env = new ArrayList<>();
    String plan = ShardPlan.of(request);
    if (request.division().sharded()) {
      if (plan == null) {
        Map<String, Object> shard = new LinkedHashMap<>();
        shard.put("name", "JOBCTL_SHARD");
        shard.put("valueFrom", Map.of("fieldRef", Map.of("fieldPath", INDEX)));
        env.add(shard);
      }
      env.add(variable("JOBCTL_SHARDS", Integer.toString(request.division().shards())));
      if (plan != null) {
        env.add(variable("JOBCTL_PLAN", plan));
      }
    }
    request.program().env().forEach((name, value) -> env.add(variable(name, Dollars.kept(value))));
    return env;
  }

  private static Map<String, Object> variable(String name, String value) {
    Map<String, Object> variable = new LinkedHashMap<>();
    variable.put("name", name);
    variable.put("value", value);
    return variable;
  }

  /** Memory has a limit, so that it is this pod that dies of it; processor time has none. */
  private Map<String, Object> resources() {
    Map<String, String> requests = new LinkedHashMap<>();
    Map<String, String> limits = new LinkedHashMap<>();
    requests.put("cpu", request.needs().cpu());
    requests.put("memory", request.needs().memory());
    limits.put("memory", request.needs().memory());
    Map<String, String> further = new LinkedHashMap<>();
    if (request.needs().gpu() > 0) {
      further.put(GPU, Integer.toString(request.needs().gpu()));
    }
    further.putAll(request.needs().resources());
    requests.putAll(further);
    limits.putAll(further);
    Map<String, Object> resources = new LinkedHashMap<>();
    resources.put("requests", requests);
    resources.put("limits", limits);
    return resources;
  }

  private List<Map<String, Object>> volumes() {
    List<Map<String, Object>> volumes = new ArrayList<>();
    for (String source : request.program().mounts().values()) {
      int colon = source.indexOf(':');
      String name = source.substring(colon + 1);
      Map<String, Object> volume = new LinkedHashMap<>();
      volume.put("name", "mount-" + volumes.size());
      switch (source.substring(0, colon)) {
        case "pvc" -> volume.put("persistentVolumeClaim", Map.of("claimName", name));
        case "secret" -> volume.put("secret", Map.of("secretName", name));
        default -> volume.put("configMap", Map.of("name", name));
      }
      volumes.add(volume);
    }
    return volumes;
  }

  /** What is absent or empty is left out. */
  static void put(Map<String, Object> map, String key, @Nullable Object value) {
    boolean empty =
        value == null
            || (value instanceof Map<?, ?> inner && inner.isEmpty())
            || (value instanceof List<?> list && list.isEmpty());
    if (!empty) {
      map.put(key, value);
    }
  }
}
