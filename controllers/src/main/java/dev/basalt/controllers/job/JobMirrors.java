package dev.basalt.controllers.job;

import dev.basalt.api.bus.Command;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.cluster.informer.SlimInformer;
import dev.basalt.controllers.job.state.PodView;
import dev.basalt.controllers.runtime.Mirror;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.port.Clock;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What the job controller sees of the cluster.
 *
 * @param jobs jobs, each read by itself
 * @param pods pods of jobs, by job
 * @param groups PodGroups, those of jobs by job
 * @param commands commands, by the job that they are about
 * @param priorities values of PriorityClasses
 */
record JobMirrors(
    Mirror<WrittenJob, SeenJob> jobs,
    Mirror<Pod, PodView> pods,
    Mirror<PodGroup, GroupView> groups,
    Mirror<Command, CommandView> commands,
    Mirror<PriorityClass, Integer> priorities) {
  private static final int PAGE = 500;

  static JobMirrors of(KubernetesClient client, Clock clock, Executor executor) {
    return new JobMirrors(
        new Mirror<>(
            client,
            all(WrittenJob.class, WrittenJob::new),
            job -> SeenJob.read(job, client.getKubernetesSerialization()),
            (key, job) -> null,
            clock,
            executor),
        Mirror.ofPods(
            client,
            new SlimInformer.Selection<>(Pod.class, Pod::new, VolcanoNames.JOB_NAME, PAGE),
            PodViews::read,
            (key, pod) -> new ObjectKey(key.namespace(), pod.job()),
            clock,
            executor),
        new Mirror<>(
            client,
            all(PodGroup.class, PodGroup::new),
            GroupView::read,
            (key, group) -> group.job(),
            clock,
            executor),
        new Mirror<>(
            client,
            all(Command.class, Command::new),
            CommandView::read,
            (key, command) -> command.job(),
            clock,
            executor),
        new Mirror<>(
            client,
            all(PriorityClass.class, PriorityClass::new),
            priority -> priority.getValue() == null ? 0 : priority.getValue(),
            (key, priority) -> null,
            clock,
            executor));
  }

  List<Mirror<?, ?>> all() {
    return List.of(priorities, jobs, groups, commands, pods);
  }

  /** The value of a PriorityClass, 0 if there is none of that name. */
  int priority(String name) {
    Integer value = priorities.get(new ObjectKey("", name));
    return value == null ? 0 : value;
  }

  private static <K extends HasMetadata> SlimInformer.Selection<K> all(
      Class<K> type, Supplier<K> blank) {
    return new SlimInformer.Selection<>(type, blank, null, PAGE);
  }
}
