package dev.basalt.webhook.admit;

import dev.basalt.api.batch.JobSpec;
import dev.basalt.api.batch.TaskSpec;
import dev.basalt.webhook.review.Patch;
import dev.basalt.webhook.rules.JobDefaults;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The fields that {@link JobDefaults} fills in, as a patch. */
final class JobPatch {
  private JobPatch() {}

  static void add(JobSpec given, JobSpec defaulted, Patch patch) {
    set("/spec/queue", given.queue(), defaulted.queue(), patch);
    set("/spec/schedulerName", given.schedulerName(), defaulted.schedulerName(), patch);
    set("/spec/maxRetry", given.maxRetry(), defaulted.maxRetry(), patch);
    set("/spec/minAvailable", given.minAvailable(), defaulted.minAvailable(), patch);
    List<TaskSpec> before = given.tasks() == null ? List.of() : given.tasks();
    List<TaskSpec> after = defaulted.tasks() == null ? List.of() : defaulted.tasks();
    for (int i = 0; i < before.size(); i++) {
      task("/spec/tasks/" + i + "/", before.get(i), after.get(i), patch);
    }
    Map<String, List<String>> plugins = given.plugins() == null ? Map.of() : given.plugins();
    if (defaulted.plugins() != null) {
      defaulted
          .plugins()
          .forEach((name, flags) ->
              set("/spec/plugins/" + Patch.escaped(name), plugins.get(name), flags, patch));
    }
  }

  private static void task(String path, TaskSpec before, TaskSpec after, Patch patch) {
    set(path + "name", before.name(), after.name(), patch);
    set(path + "minAvailable", before.minAvailable(), after.minAvailable(), patch);
    set(path + "maxRetry", before.maxRetry(), after.maxRetry(), patch);
    set(
        path + "template/spec/dnsPolicy",
        dnsPolicy(before.template()),
        dnsPolicy(after.template()),
        patch);
  }

  private static @Nullable String dnsPolicy(@Nullable PodTemplateSpec template) {
    return template == null || template.getSpec() == null
        ? null
        : template.getSpec().getDnsPolicy();
  }

  private static void set(
      String path, @Nullable Object before, @Nullable Object after, Patch patch) {
    if (after != null && !Objects.equals(before, after)) {
      patch.set(path, after);
    }
  }
}
