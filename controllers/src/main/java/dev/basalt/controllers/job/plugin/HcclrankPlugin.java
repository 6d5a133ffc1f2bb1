package dev.basalt.controllers.job.plugin;

import dev.basalt.api.batch.TaskSpec;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Notes on each pod its rank, for the device plugin of Ascend cards. */
final class HcclrankPlugin implements JobPlugin {
  private static final Flag MASTER = new Flag("master", "master", "the task of the masters");
  private static final Flag WORKER = new Flag("worker", "worker", "the task of the workers");
  static final List<Flag> FLAGS = List.of(MASTER, WORKER);

  private static final String RANK_INDEX = "hccl/rankIndex";
  private static final String RANK = "RANK";

  private final String master;
  private final String worker;

  HcclrankPlugin(Flags flags) {
    master = flags.text(MASTER);
    worker = flags.text(WORKER);
  }

  /** The rank that a container is told is the pod's; else masters come before workers. */
  @Override
  public void prepare(JobContext job, TaskSpec task, int index, Pod pod) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    String rank = told(pod);
    if (rank == null && master.equals(task.name())) {
      rank = Integer.toString(index);
    }
    if (rank == null && worker.equals(task.name())) {
      TaskSpec masters = job.task(master);
      rank = Integer.toString(index + (masters == null ? 0 : JobContext.replicas(masters)));
    }
    if (rank != null && annotations.getOrDefault(RANK_INDEX, "").isEmpty()) {
      Map<String, String> all = new HashMap<>(annotations);
      all.put(RANK_INDEX, rank);
      pod.getMetadata().setAnnotations(all);
    }
  }

  private static @Nullable String told(Pod pod) {
    return pod.getSpec().getContainers().stream()
        .flatMap(container -> container.getEnv().stream())
        .filter(one -> one.getName().equals(RANK) && one.getValue() != null)
        .map(EnvVar::getValue)
        .filter(value -> !value.isEmpty())
        .findFirst()
        .orElse(null);
  }
}
