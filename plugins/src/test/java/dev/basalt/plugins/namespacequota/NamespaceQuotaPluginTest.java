package dev.basalt.plugins.namespacequota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.spi.NamespaceLimit;
import dev.basalt.plugins.Pods;
import dev.basalt.plugins.RecordedHooks;
import dev.basalt.plugins.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the plugin says of jobs and tasks beside what their namespace holds. */
final class NamespaceQuotaPluginTest {
  private final World world = new World();
  private final NamespaceQuotaPlugin plugin = new NamespaceQuotaPlugin();
  private final NamespaceLimit limit = RecordedHooks.of(plugin).only(NamespaceLimit.class);

  @BeforeEach
  void openSession() {
    world.queue("default", 1);
    world.node("n1", "cpu=100");
    plugin.sessionOpened(world);
  }

  @Test
  void withoutAQuotaNothingIsHeldBack() {
    Task task = world.pod(Pods.named("p").requests("cpu=1000"));
    assertThat(limit.check(task)).isNull();
    assertThat(limit.check(jobOf(task))).isNull();
  }

  @Test
  void whatThereIsRoomForIsNotHeldBack() {
    quota("cpu=4, pods=2");
    holds("a", "cpu=3");
    assertThat(limit.check(world.pod(Pods.named("p").requests("cpu=1")))).isNull();
  }

  @Test
  void aPodBeyondTheQuotaWaitsWithTheNumbers() {
    quota("cpu=4");
    holds("a", "cpu=3");
    Task task = world.pod(Pods.named("p").requests("cpu=1500m"));
    assertWait(
        limit.check(task),
        WaitReason.NAMESPACE_QUOTA,
        "namespace ns holds 3 cpu of its quota of 4 cpu, 1500m cpu asked: short of 500m cpu");
    assertThat(limit.check(jobOf(task))).isEqualTo(limit.check(task));
  }

  @Test
  void podsThatAskForNothingCountAsPods() {
    quota("pods=1");
    holds("a", "cpu=3");
    assertWait(
        limit.check(world.pod(Pods.named("p").requests(""))),
        WaitReason.NAMESPACE_QUOTA,
        "namespace ns holds 1 pods of its quota of 1 pods, 1 pods asked: short of 1 pods");
  }

  @Test
  void aResourceThatIsNotAskedForDoesNotHoldBack() {
    quota("cpu=4, nvidia.com/gpu=0");
    holds("a", "cpu=3");
    assertThat(limit.check(world.pod(Pods.named("p").requests("cpu=1")))).isNull();
    assertWait(
        limit.check(world.pod(Pods.named("g").requests("cpu=1, nvidia.com/gpu=1"))),
        WaitReason.EXCEEDS_QUOTA,
        "namespace ns has a quota of 0 nvidia.com/gpu, 1 nvidia.com/gpu asked: it can never"
            + " start; ask for less or raise annotation basalt.dev/quota");
  }

  @Test
  void podsOfOtherSchedulersCountOnceTheyAreBound() {
    quota("cpu=4");
    world.pod(Pods.named("theirs").requests("cpu=3").scheduler("other"));
    Task task = world.pod(Pods.named("p").requests("cpu=2"));
    assertThat(limit.check(task)).isNull();
    world.pod(Pods.named("theirs").requests("cpu=3").scheduler("other").runningOn("n1"));
    assertThat(limit.check(task)).isNotNull();
  }

  @Test
  void whatPodsHeldIsFreeOnceTheyEnd() {
    quota("cpu=4");
    holds("a", "cpu=4");
    Task task = world.pod(Pods.named("p").requests("cpu=2"));
    assertThat(limit.check(task)).isNotNull();
    world.pod(Pods.named("a").requests("cpu=4").runningOn("n1").failed());
    assertThat(limit.check(task)).isNull();
  }

  @Test
  void aGangIsHeldBackByItsMinimumNotByItsFirstPod() {
    quota("cpu=4");
    holds("a", "cpu=1");
    Job gang = gang("g", 2, 3, "cpu=2");
    assertThat(limit.check(gang.tasks().getFirst())).isNull();
    assertWait(
        limit.check(gang),
        WaitReason.NAMESPACE_QUOTA,
        "namespace ns holds 1 cpu of its quota of 4 cpu, 4 cpu asked: short of 1 cpu");
  }

  @Test
  void aGangWithRoomForItsMinimumIsNotHeldBackForTheRest() {
    quota("cpu=4");
    assertThat(limit.check(gang("g", 2, 5, "cpu=2"))).isNull();
  }

  @Test
  void aGangLargerThanTheQuotaIsToldSoWhateverElseIsHeld() {
    quota("cpu=4, memory=1Gi");
    holds("a", "memory=1Gi");
    assertWait(
        limit.check(gang("g", 3, 3, "cpu=2, memory=100Mi")),
        WaitReason.EXCEEDS_QUOTA,
        "namespace ns has a quota of 4 cpu, 6 cpu asked: it can never start; ask for less or raise"
            + " annotation basalt.dev/quota");
  }

  @Test
  void theMinimumOfAGangOfUnequalPodsIsNeverOverstated() {
    quota("cpu=5");
    Job gang = world.group("g", "default", 2);
    world.pod(Pods.named("g-0").group("g").requests("cpu=4"));
    world.pod(Pods.named("g-1").group("g").requests("cpu=4"));
    world.pod(Pods.named("g-2").group("g").requests("cpu=1"));
    assertThat(limit.check(gang)).isNull();
    world.pod(Pods.named("g-3").group("g").requests("cpu=1"));
    assertThat(limit.check(gang)).isNull();
  }

  @Test
  void aGroupWithoutPodsYetIsAskedForItsMinResourcesBesideWhatIsPromised() {
    quota("cpu=10");
    Job first = world.group("first", "default", 2, Map.of(), "cpu=6");
    Job second = world.group("second", "default", 2, Map.of(), "cpu=6");
    assertThat(limit.check(first)).isNull();
    assertThat(limit.check(second)).isNull();
    world.state().phase(first, GroupPhase.INQUEUE);
    assertWait(
        limit.check(second),
        WaitReason.NAMESPACE_QUOTA,
        "namespace ns holds 6 cpu of its quota of 10 cpu, 6 cpu asked: short of 2 cpu");
  }

  @Test
  void aQuotaBelowWhatIsHeldLetsNothingIn() {
    quota("cpu=10");
    holds("a", "cpu=8");
    quota("cpu=5");
    assertWait(
        limit.check(world.pod(Pods.named("p").requests("cpu=1"))),
        WaitReason.NAMESPACE_QUOTA,
        "namespace ns holds 8 cpu of its quota of 5 cpu, 1 cpu asked: short of 4 cpu");
  }

  @Test
  void aQuotaThatCannotBeReadHoldsItsNamespaceBackAndNoOther() {
    world
        .state()
        .reports()
        .namespaceChanged(
            NamespaceSpec.builder("ns", "uid-ns")
                .quota(World.resources(""))
                .quotaProblem("field: wrong; remedy")
                .build());
    Task task = world.pod(Pods.named("p").requests("cpu=1"));
    assertWait(limit.check(task), WaitReason.MISCONFIGURED, "namespace ns: field: wrong; remedy");
    assertThat(limit.check(jobOf(task))).isEqualTo(limit.check(task));
    assertThat(limit.check(world.pod(Pods.named("q").namespace("other").requests("cpu=1"))))
        .isNull();
  }

  @Test
  void amountsBeyondAllMeasureDoNotOverflow() {
    quota("cpu=10");
    assertThat(limit.check(gang("g", 3, 3, "cpu=9e30"))).isNotNull();
  }

  private void quota(String amounts) {
    world
        .state()
        .reports()
        .namespaceChanged(
            NamespaceSpec.builder("ns", "uid-ns").quota(World.resources(amounts)).build());
  }

  private void holds(String name, String amounts) {
    world.pod(Pods.named(name).requests(amounts).runningOn("n1"));
  }

  private Job gang(String name, int minMember, int pods, String requests) {
    Job gang = world.group(name, "default", minMember);
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < pods; i++) {
      tasks.add(world.pod(Pods.named(name + "-" + i).group(name).requests(requests)));
    }
    assertThat(tasks).hasSize(pods);
    return gang;
  }

  private static Job jobOf(Task task) {
    Job job = task.job();
    if (job == null) {
      throw new AssertionError(task + " has no job");
    }
    return job;
  }

  private static void assertWait(@Nullable Wait wait, WaitReason reason, String message) {
    assertThat(wait).isEqualTo(new Wait(reason, message));
  }
}
