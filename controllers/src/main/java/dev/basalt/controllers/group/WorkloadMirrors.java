package dev.basalt.controllers.group;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.cluster.convert.PodReader;
import dev.basalt.cluster.convert.Pools;
import dev.basalt.cluster.informer.SlimInformer;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.controllers.runtime.Mirror;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.port.Clock;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Pods of our schedulers and what owns them.
 *
 * @param pods by scheduler name; pods of our own jobs are left out
 * @param sets ReplicaSets
 * @param statefulSets StatefulSets
 * @param jobs Kubernetes' own Jobs
 * @param queues the queues that namespaces name, empty for none
 */
record WorkloadMirrors(
    List<Mirror<Pod, MemberPod>> pods,
    Mirror<ReplicaSet, Workload> sets,
    Mirror<StatefulSet, Workload> statefulSets,
    Mirror<Job, Workload> jobs,
    Mirror<Namespace, String> queues) {
  private static final int PAGE = 500;

  static WorkloadMirrors of(
      KubernetesClient client, Set<String> schedulers, Clock clock, Executor executor) {
    List<Mirror<Pod, MemberPod>> pods = new ArrayList<>();
    for (String scheduler : schedulers) {
      PodReader reader = new PodReader(new Pools());
      pods.add(
          new Mirror<>(
              client,
              new SlimInformer.Selection<>(
                  Pod.class,
                  Pod::new,
                  null,
                  PAGE,
                  VolcanoNames.JOB_NAME,
                  Map.of("spec.schedulerName", scheduler)),
              pod -> MemberPod.read(pod, reader),
              (key, pod) -> pod.bucket(),
              clock,
              executor));
    }
    return new WorkloadMirrors(
        pods,
        owners(
            client,
            ReplicaSet.class,
            ReplicaSet::new,
            set -> Workload.of(set, schedulers),
            clock,
            executor),
        owners(
            client,
            StatefulSet.class,
            StatefulSet::new,
            set -> Workload.of(set, schedulers),
            clock,
            executor),
        owners(client, Job.class, Job::new, job -> Workload.of(job, schedulers), clock, executor),
        new Mirror<>(
            client,
            new SlimInformer.Selection<>(Namespace.class, Namespace::new, null, PAGE),
            namespace -> Metadata.annotation(namespace, VolcanoNames.QUEUE_NAME),
            (key, queue) -> null,
            clock,
            executor));
  }

  private static <K extends HasMetadata> Mirror<K, Workload> owners(
      KubernetesClient client,
      Class<K> type,
      Supplier<K> blank,
      Function<K, Workload> reader,
      Clock clock,
      Executor executor) {
    return new Mirror<>(
        client,
        new SlimInformer.Selection<>(type, blank, null, PAGE),
        reader,
        (key, owner) -> owner.bucket(),
        clock,
        executor);
  }

  List<Mirror<?, ?>> all() {
    List<Mirror<?, ?>> all = new ArrayList<>(List.of(queues, sets, statefulSets, jobs));
    all.addAll(pods);
    return all;
  }

  /** The pods of an owner, or those that name a group. */
  List<MemberPod> podsOf(ObjectKey bucket) {
    return pods.stream().flatMap(mirror -> mirror.of(bucket).stream()).toList();
  }

  /** The owner of pods, null if it is not watched, not ours or not seen yet. */
  @Nullable Workload workload(ObjectKey bucket) {
    for (Mirror<?, Workload> mirror : List.of(sets, statefulSets, jobs)) {
      List<Workload> found = mirror.of(bucket);
      if (!found.isEmpty()) {
        return found.getFirst();
      }
    }
    return null;
  }

  /** Whether an owner of a kind that is watched has not been seen. */
  boolean unseen(Owner owner, String namespace) {
    ObjectKey key = owner.key(namespace);
    return switch (owner.apiVersion() + " " + owner.kind()) {
      case "apps/v1 ReplicaSet" -> sets.get(key) == null;
      case "apps/v1 StatefulSet" -> statefulSets.get(key) == null;
      case "batch/v1 Job" -> jobs.get(key) == null;
      default -> false;
    };
  }

  String queueOf(String namespace) {
    String queue = queues.get(new ObjectKey("", namespace));
    return queue == null ? "" : queue;
  }
}
