package dev.basalt.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.testing.Sample;
import dev.basalt.core.testing.Sample.PodBuilder;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupPhasesTest {

  /**
   * Pods by letter: {@code p}ending, {@code b}ound, {@code r}unning, {@code u}nknown, {@code
   * d}eleted but still there, {@code s}ucceeded, {@code f}ailed.
   */
  @ParameterizedTest(name = "{0} of {1} pods {2}, waiting {3}: {4}")
  @CsvSource({
    // Before the gang has started.
    "PENDING, 2, '', false, PENDING",
    "INQUEUE, 2, '', false, INQUEUE",
    "PENDING, 2, pp, false, PENDING",
    "INQUEUE, 2, pp, true, INQUEUE",
    "INQUEUE, 2, bp, true, INQUEUE",
    "INQUEUE, 2, rr, false, INQUEUE",
    // It has started, and is whole.
    "RUNNING, 2, rr, false, RUNNING",
    "RUNNING, 2, bb, false, RUNNING",
    "UNKNOWN, 2, rb, false, RUNNING",
    "RUNNING, 2, rrp, true, RUNNING",
    "RUNNING, 2, rs, false, RUNNING",
    "RUNNING, 0, r, false, RUNNING",
    // It has started, and has lost pods since.
    "RUNNING, 2, rp, false, RUNNING",
    "RUNNING, 2, rp, true, UNKNOWN",
    "RUNNING, 2, bp, true, UNKNOWN",
    "RUNNING, 2, up, true, UNKNOWN",
    "RUNNING, 2, dp, true, UNKNOWN",
    "RUNNING, 2, r, false, RUNNING",
    "RUNNING, 2, d, false, RUNNING",
    "RUNNING, 2, pp, false, PENDING",
    "RUNNING, 2, fp, false, PENDING",
    "RUNNING, 2, fpp, true, PENDING",
    // It has ended.
    "RUNNING, 2, ss, false, COMPLETED",
    "RUNNING, 2, sf, false, COMPLETED",
    "RUNNING, 2, ff, false, RUNNING",
    "COMPLETED, 2, s, false, COMPLETED",
    "COMPLETED, 2, '', false, COMPLETED",
    "RUNNING, 2, '', false, PENDING",
    "UNKNOWN, 2, '', false, PENDING",
    // It ended, and is run again.
    "COMPLETED, 2, pp, false, PENDING",
    "COMPLETED, 2, rr, false, RUNNING",
  })
  void thePhaseFollowsFromThePods(
      GroupPhase phase, int minMember, String pods, boolean waiting, GroupPhase expected) {
    ClusterState state = new ClusterState(Set.of("basalt"), "default", 0);
    state.reports().nodeChanged(Sample.node("n1", "cpu=100"));
    state.reports().groupChanged(Sample.group("g", minMember, "default", null, phase, null));
    Job job = state.group(Sample.NAMESPACE, "g");
    assertThat(job).isNotNull();
    for (int i = 0; i < pods.length(); i++) {
      state.reports().podChanged(pod("p" + i, pods.charAt(i)).spec(), 0);
    }
    if (waiting) {
      state.waiting(job, new Wait(WaitReason.NOT_ENOUGH_RESOURCES, "no room"));
    }

    assertThat(GroupPhases.next(job)).isEqualTo(expected);
  }

  private static PodBuilder pod(String name, char what) {
    PodBuilder pod = Sample.pod(name).of("g");
    return switch (what) {
      case 'p' -> pod;
      case 'b' -> pod.on("n1");
      case 'r' -> pod.on("n1").running();
      case 'u' -> pod.on("n1").phase(PodPhase.UNKNOWN);
      case 'd' -> pod.on("n1").running().deleting();
      case 's' -> pod.on("n1").ended(PodPhase.SUCCEEDED);
      case 'f' -> pod.on("n1").ended(PodPhase.FAILED);
      default -> throw new IllegalArgumentException("no pod " + what);
    };
  }
}
