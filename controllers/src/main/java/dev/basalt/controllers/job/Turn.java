package dev.basalt.controllers.job;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobSpec;
import dev.basalt.controllers.job.plugin.JobContext;
import dev.basalt.controllers.job.state.JobMachine;
import dev.basalt.controllers.job.state.JobShape;
import dev.basalt.controllers.job.state.PodView;
import dev.basalt.controllers.job.state.Progress;
import dev.basalt.controllers.job.state.Tally;
import dev.basalt.controllers.runtime.ObjectKey;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a job at one look.
 *
 * @param problem what is wrong with its spec, null if nothing is
 * @param context the job with all defaults
 * @param pods all its pods
 * @param group its PodGroup, null if it has none or if that was deleted
 * @param going whether a pod's deletion was sent but has not been seen yet
 */
record Turn(
    ObjectKey key,
    Job job,
    @Nullable String problem,
    JobContext context,
    JobShape shape,
    Progress at,
    List<PodView> pods,
    @Nullable GroupView group,
    Predicate<PodView> going) {

  JobSpec spec() {
    return context.spec();
  }

  /** The same job, further on. */
  Turn in(Progress next) {
    return new Turn(key, job, problem, context, shape, next, pods, group, going);
  }

  /** The same job, some of whose pods are to go. */
  Turn without(Set<PodView> some) {
    return new Turn(
        key,
        job,
        problem,
        context,
        shape,
        at,
        pods,
        group,
        pod -> going.test(pod) || some.contains(pod));
  }

  /** Whether a pod is being deleted, or is to be. */
  boolean leaves(PodView pod) {
    return pod.terminating() || going.test(pod) || mustGo(pod);
  }

  /** Whether a pod has no place in the job any more. */
  boolean mustGo(PodView pod) {
    return JobMachine.leaving(at, shape).hits(pod)
        || (JobMachine.makesPods(at.phase()) && !shape.wants(pod));
  }

  /** Pods to be deleted of which no deletion was sent. */
  List<PodView> toDelete() {
    return pods.stream()
        .filter(pod -> !pod.terminating() && !going.test(pod) && mustGo(pod))
        .toList();
  }

  /** Whether a pod is one whose fate the job's policies are asked about. */
  boolean isCurrent(PodView pod) {
    return pod.version() >= at.version() && !pod.outOfSync() && !going.test(pod);
  }

  Tally tally() {
    return Tally.of(pods, this::leaves);
  }
}
