package dev.basalt.jobctl.follow;

import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.api.Paths;
import dev.basalt.jobctl.view.JobView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The pods of a job, once. */
public final class PodStates {
  private PodStates() {}

  /** By task and index. */
  public static List<PodState> of(Api api, JobView job) {
    List<PodState> pods = new ArrayList<>();
    api.each(Paths.podsOf(job.namespace(), job.name()), pod -> pods.add(PodState.of(pod)));
    pods.sort(Comparator.comparing(PodState::task).thenComparingInt(PodState::index));
    return pods;
  }
}
