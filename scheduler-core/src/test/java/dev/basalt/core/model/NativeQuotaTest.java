package dev.basalt.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.ResourceQuotaSpec;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.testing.Sample;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What wakes those that a native quota holds back, and what is counted while pods come and go. */
class NativeQuotaTest {
  private static final long SECOND = 1_000_000_000L;

  private final ClusterState state = new ClusterState(Set.of("basalt"), "default", 0);

  private NativeQuota quota(String hard, String used) {
    state
        .reports()
        .resourceQuotaChanged(
            ResourceQuotaSpec.builder("q-uid", Sample.NAMESPACE, "q")
                .hard(ResourceList.parse(Map.of("cpu", hard)))
                .used(ResourceList.parse(Map.of("cpu", used)))
                .build());
    return namespace().resourceQuotas().getFirst();
  }

  private Namespace namespace() {
    return state.namespaces().stream()
        .filter(namespace -> namespace.name().equals(Sample.NAMESPACE))
        .findFirst()
        .orElseThrow();
  }

  private Job group(String name, int minMember, String cpu) {
    state
        .reports()
        .groupChanged(
            PodGroupSpec.builder(name + "-uid", Sample.NAMESPACE, name)
                .minMember(minMember)
                .minResources(ResourceList.parse(Map.of("cpu", cpu)))
                .minLimits(ResourceList.parse(Map.of("limits.cpu", "9")))
                .build());
    Job job = state.group(Sample.NAMESPACE, name);
    if (job == null) {
      throw new AssertionError("no group " + name);
    }
    return job;
  }

  @Test
  void moreUseWakesNobodyAndLessUseThoseThatFit() {
    quota("4", "3");
    Job small = group("small", 2, "2");
    Job large = group("large", 4, "4");
    state.wakeParked(0);
    state.parkForNamespace(small, Long.MAX_VALUE);
    state.parkForNamespace(large, Long.MAX_VALUE);
    long epoch = state.epoch();

    quota("4", "4");
    assertThat(state.epoch()).isEqualTo(epoch);
    // What is said of them gets the numbers of now, though not soon again.
    state.wakeParked(0);
    assertThat(small.parked()).isFalse();
    state.parkForNamespace(small, Long.MAX_VALUE);
    state.parkForNamespace(large, Long.MAX_VALUE);

    // Pods that end say nothing as long as the quota still counts them.
    state.reports().podChanged(Sample.pod("p").asking("cpu=1").spec(), 0);
    state.reports().podGone("p-uid", 0);
    state.wakeParked(SECOND);
    assertThat(small.parked()).isTrue();

    epoch = state.epoch();
    quota("4", "2");
    assertThat(state.epoch()).isGreaterThan(epoch);
    state.wakeParked(2 * SECOND);
    assertThat(small.parked()).isFalse();
    assertThat(large.parked()).isTrue();

    state.reports().resourceQuotaGone(Sample.NAMESPACE, "q", "other-uid");
    assertThat(large.parked()).isTrue();
    state.reports().resourceQuotaGone(Sample.NAMESPACE, "q", "q-uid");
    state.wakeParked(3 * SECOND);
    assertThat(large.parked()).isFalse();
  }

  @Test
  void aPodThatEndedCountsForAMoment() {
    NativeQuota quota = quota("4", "0");
    state.reports().podChanged(Sample.pod("p").asking("cpu=2").spec(), 0);
    assertThat(quota.used(0)).isEqualTo(2000);

    state
        .reports()
        .podChanged(Sample.pod("p").asking("cpu=2").ended(PodPhase.SUCCEEDED).spec(), SECOND);
    state.wakeParked(SECOND);
    assertThat(quota.used(0)).isEqualTo(2000);
    state.wakeParked(2 * SECOND);
    assertThat(quota.used(0)).isZero();
  }

  @Test
  void aPromiseShrinksPodByPodAndEndsWithTheGroupsMinimum() {
    NativeQuota quota = quota("9", "0");
    Job group = group("g", 3, "3");
    state.phase(group, GroupPhase.INQUEUE);
    assertThat(quota.promised(0)).isEqualTo(3000);
    for (int made = 1; made <= 3; made++) {
      state.reports().podChanged(Sample.pod("g-" + made).of("g").asking("cpu=1").spec(), 0);
      assertThat(quota.promised(0)).isEqualTo(3000 - made * 1000L);
      assertThat(quota.used(0)).isEqualTo(made * 1000L);
    }
    assertThat(quota.allMade(group)).isTrue();
  }

  @Test
  void limitsArePromisedInProportionToThePodsToCome() {
    state
        .reports()
        .resourceQuotaChanged(
            ResourceQuotaSpec.builder("q-uid", Sample.NAMESPACE, "q")
                .hard(ResourceList.parse(Map.of("limits.cpu", "20")))
                .build());
    NativeQuota quota = namespace().resourceQuotas().getFirst();
    Job group = group("g", 3, "3");
    assertThat(quota.toCome(group, 0)).isEqualTo(9000);
    state.reports().podChanged(Sample.pod("g-1").of("g").asking("cpu=1").spec(), 0);
    assertThat(quota.toCome(group, 0)).isEqualTo(6000);
  }
}
