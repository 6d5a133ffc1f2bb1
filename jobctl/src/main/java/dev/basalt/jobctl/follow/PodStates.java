package dev.basalt.jobctl.follow;

import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.api.ApiException;
import dev.basalt.jobctl.api.Paths;
import dev.basalt.jobctl.view.JobView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The pods of a job, once. */
public final class PodStates {
  private static final int TRIES = 30;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private PodStates() {}

  /** By task and index. */
  public static List<PodState> of(Api api, JobView job) {
    List<PodState> pods = new ArrayList<>();
    api.each(Paths.podsOf(job.namespace(), job.name()), pod -> pods.add(PodState.of(pod)));
    pods.sort(Comparator.comparing(PodState::task).thenComparingInt(PodState::index));
    return pods;
  }

  /**
   * The same, of a job that was waited for: a server that is away now does not hide how it went.
   */
  public static List<PodState> atTheEnd(Api api, JobView job) throws InterruptedException {
    for (int tries = 1; ; tries++) {
      try {
        return of(api, job);
      } catch (ApiException e) {
        if (!e.passing() || tries == TRIES) {
          throw e;
        }
      }
      Thread.sleep(PAUSE);
    }
  }
}
