package dev.basalt.controllers.job.plugin;

import dev.basalt.api.batch.TaskSpec;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.controllers.job.oom.Growth;
import dev.basalt.controllers.job.oom.GrowthCodec;
import dev.basalt.controllers.job.oom.OomPolicy;
import dev.basalt.core.resource.Quantities;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives pods more memory whose shards were killed for want of it. How much a shard needs is found
 * out when one of its pods is killed; here it is put into the next one.
 */
final class OomPlugin implements JobPlugin {
  private static final Flag RATIO =
      new Flag("ratio", "2", "by how much the memory is multiplied, above 1");
  private static final Flag MAX_MEMORY =
      new Flag("max-memory", "", "the most that a container gets");
  private static final Flag MAX_RETRIES = new Flag("max-retries", "5", "how often one pod grows");
  private static final Flag REUSE =
      new Flag("reuse", "true", "the next job of the template begins with what was found");
  static final List<Flag> FLAGS = List.of(RATIO, MAX_MEMORY, MAX_RETRIES, REUSE);

  private static final String MEMORY = "memory";

  private final OomPolicy policy;

  OomPlugin(Flags flags) {
    policy =
        new OomPolicy(
            ratio(flags.text(RATIO)),
            maxMemory(flags.text(MAX_MEMORY)),
            maxRetries(flags.number(MAX_RETRIES)),
            flags.isOn(REUSE));
  }

  OomPolicy policy() {
    return policy;
  }

  @Override
  public void prepare(JobContext job, TaskSpec task, int index, Pod pod) {
    Growth growth = job.growths().of(String.valueOf(task.name())).of(index);
    if (growth.equals(Growth.NONE)) {
      return;
    }
    GrownPods.enlarge(pod, growth);
    Map<String, String> annotations = new HashMap<>(pod.getMetadata().getAnnotations());
    annotations.put(BasaltNames.OOM_GROWTH, GrowthCodec.text(growth));
    pod.getMetadata().setAnnotations(annotations);
  }

  private static double ratio(String text) {
    try {
      double ratio = Double.parseDouble(text.isEmpty() ? RATIO.standard() : text);
      if (ratio > 1 && ratio < Double.POSITIVE_INFINITY) {
        return ratio;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--ratio " + text + " is no number, write 1.5 or 2", e);
    }
    throw new IllegalArgumentException("--ratio " + text + " must be above 1");
  }

  private static long maxMemory(String text) {
    try {
      return text.isEmpty() ? Long.MAX_VALUE : Quantities.parse(MEMORY, text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--max-memory " + text + " is no amount of memory such as 64Gi", e);
    }
  }

  private static int maxRetries(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("--max-retries " + number + " must not be negative");
    }
    return number;
  }
}
