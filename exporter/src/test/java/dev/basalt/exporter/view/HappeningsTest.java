package dev.basalt.exporter.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.PodPhase;
import org.junit.jupiter.api.Test;

/** What counts as happening while somebody looks on, which begins at 200 here. */
class HappeningsTest {
  private final Heard heard = new Heard();
  private final ClusterView view = new ClusterView(() -> 200, heard);

  private static SeenPod ended(String name, PodPhase phase, String reason) {
    return Seen.pod("a", name, "job", "group", "n1", phase, reason);
  }

  @Test
  void whatEndedBeforeIsNotCounted() {
    view.podChanged(null, ended("p", PodPhase.FAILED, "OOMKilled"));
    view.jobChanged(null, Seen.job("a", "job", "q", "Completed", 110, 150));
    view.groupChanged(null, Seen.group("a", "done", "q", GroupPhase.RUNNING));
    view.begin();
    // As after an interruption of the watch, when all is told anew.
    view.podChanged(null, ended("other", PodPhase.FAILED, "OOMKilled"));
    view.jobChanged(null, Seen.job("a", "other", "q", "Completed", 110, 150));
    assertThat(heard.all).isEmpty();
  }

  @Test
  void aPodIsCountedWhenItEndsByHowAndWhy() {
    SeenPod lives = Seen.pod("a", "p", "job", "group", "n1");
    view.groupChanged(null, Seen.group("a", "group", "q", GroupPhase.INQUEUE));
    view.podChanged(null, lives);
    view.begin();
    SeenPod dead = ended("p", PodPhase.FAILED, "OOMKilled");
    view.podChanged(lives, dead);
    view.podChanged(dead, ended("p", PodPhase.FAILED, "Error"));
    assertThat(heard.all).containsExactly("pod ended q true OOMKilled");
  }

  @Test
  void aPodThatEndedUnseenIsCountedIfItWasMadeMeanwhile() {
    ClusterView early = new ClusterView(() -> 90, heard);
    early.begin();
    early.podChanged(null, ended("p", PodPhase.SUCCEEDED, ""));
    assertThat(heard.all).containsExactly("pod ended default false ");
  }

  @Test
  void aJobsStartAndEndAreToldOnceWithTheTimesOfItsStatus() {
    SeenJob made = Seen.job("a", "job", "q", "Pending");
    view.jobChanged(null, made);
    view.begin();
    SeenJob runs = Seen.job("a", "job", "q", "Running", 210, 0);
    view.jobChanged(made, runs);
    SeenJob again = Seen.job("a", "job", "q", "Running", 220, 0);
    view.jobChanged(runs, again);
    SeenJob done = Seen.job("a", "job", "q", "Completed", 220, 300);
    view.jobChanged(again, done);
    view.jobChanged(done, null);
    assertThat(heard.all).containsExactly("job started q a 110", "job ended q a Completed 80");
  }

  @Test
  void aGangIsPlacedOnceItsMinimumIsBound() {
    view.begin();
    SeenGroup pending = Seen.group("a", "group", "q", GroupPhase.PENDING);
    SeenGroup inqueue = Seen.group("a", "group", "q", GroupPhase.INQUEUE);
    view.groupChanged(null, pending);
    view.groupChanged(pending, inqueue);
    SeenPod first = Seen.pod("a", "p1", "job", "group", "n1");
    SeenPod second = Seen.pod("a", "p2", "job", "group", null);
    view.podChanged(null, first);
    view.podChanged(null, second);
    assertThat(heard.all).containsExactly("gang admitted q 100");
    SeenPod bound = Seen.pod("a", "p2", "job", "group", "n2");
    view.podChanged(second, bound);
    view.podChanged(bound, ended("p2", PodPhase.SUCCEEDED, ""));
    view.podChanged(null, Seen.pod("a", "p3", "job", "group", "n2"));
    assertThat(heard.all)
        .containsExactly("gang admitted q 100", "gang placed q 30", "pod ended q false ");
  }

  @Test
  void reasonsThatAreTooManyAreOne() {
    for (int i = 0; i < 150; i++) {
      SeenPod waits = Seen.pod("a", "p" + i, "job", "group", null, PodPhase.PENDING, "Reason" + i);
      view.podChanged(null, waits);
    }
    QueueSums queue = view.queues().iterator().next();
    assertThat(queue.pendingPods().get("Reason99")).isEqualTo(1);
    assertThat(queue.pendingPods().get("Other")).isEqualTo(50);
  }
}
