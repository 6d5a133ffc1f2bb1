package dev.basalt.plugins.resourcequota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.ResourceQuotaSpec;
import dev.basalt.core.event.ResourceQuotaSpec.Operator;
import dev.basalt.core.event.ResourceQuotaSpec.Scope;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.spi.NamespaceLimit;
import dev.basalt.plugins.Pods;
import dev.basalt.plugins.RecordedHooks;
import dev.basalt.plugins.World;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the plugin says of groups whose pods are to be made. */
final class ResourceQuotaPluginTest {
  private final World world = new World();
  private final ResourceQuotaPlugin plugin = new ResourceQuotaPlugin();
  private final NamespaceLimit limit = RecordedHooks.of(plugin).only(NamespaceLimit.class);

  @BeforeEach
  void openSession() {
    world.queue("default", 1);
    world.node("n1", "cpu=100");
    plugin.sessionOpened(world);
  }

  @Test
  void withoutAQuotaNothingIsHeldBack() {
    assertThat(limit.check(group("g", 3, "cpu=1000"))).isNull();
  }

  @Test
  void aGroupWithoutRoomWaitsWithTheNumbers() {
    quota("cpu=4", "cpu=3");
    assertThat(limit.check(group("small", 1, "cpu=1"))).isNull();
    assertThat(limit.check(group("large", 1, "cpu=1500m")))
        .isEqualTo(
            new Wait(
                WaitReason.NAMESPACE_QUOTA,
                "ResourceQuota ns/compute has 3 cpu used and 0 cpu promised of 4 cpu, 1500m cpu"
                    + " asked: short of 500m cpu"));
  }

  @Test
  void whatWasPromisedToAnotherIsNotThereForTheNext() {
    quota("cpu=10", "");
    Job first = group("first", 6, "cpu=6");
    Job second = group("second", 6, "cpu=6");
    assertThat(limit.check(second)).isNull();
    world.state().phase(first, GroupPhase.INQUEUE);
    assertThat(limit.check(second))
        .extracting(Wait::message)
        .isEqualTo(
            "ResourceQuota ns/compute has 0 cpu used and 6 cpu promised of 10 cpu, 6 cpu asked:"
                + " short of 2 cpu");
    world.state().reports().groupGone("ns", "first", "uid-first");
    assertThat(limit.check(second)).isNull();
  }

  @Test
  void podsThatExistAreNeverChargedAgain() {
    quota("cpu=4, pods=4", "cpu=4, pods=4");
    Job group = group("g", 4, "cpu=4");
    for (int i = 0; i < 4; i++) {
      Task task = world.pod(Pods.named("g-" + i).group("g").requests("cpu=1"));
      assertThat(limit.check(task)).isNull();
    }
    assertThat(limit.check(group)).isNull();
  }

  @Test
  void aGroupHalfMadeIsAskedForTheRestOnly() {
    quota("cpu=4", "cpu=2");
    Job group = group("g", 4, "cpu=4");
    world.pod(Pods.named("g-0").group("g").requests("cpu=1"));
    world.pod(Pods.named("g-1").group("g").requests("cpu=1"));
    assertThat(limit.check(group)).isNull();
    quota("cpu=4", "cpu=3");
    assertThat(limit.check(group)).extracting(Wait::reason).isEqualTo(WaitReason.NAMESPACE_QUOTA);
  }

  @Test
  void aPodThatIsSeenBeforeTheStatusThatCountsItIsUsed() {
    quota("cpu=4", "");
    world.pod(Pods.named("p").requests("cpu=3").scheduler("other"));
    assertThat(limit.check(group("g", 2, "cpu=2")))
        .extracting(Wait::message)
        .asString()
        .contains("3 cpu used");
  }

  @Test
  void aGroupThatStatesNothingNeedsItsPodsAllTheSame() {
    quota("pods=2", "");
    assertThat(limit.check(group("three", 3, "")))
        .extracting(Wait::reason)
        .isEqualTo(WaitReason.EXCEEDS_QUOTA);
    assertThat(limit.check(group("two", 2, ""))).isNull();
  }

  @Test
  void moreThanTheWholeQuotaCanNeverStart() {
    quota("cpu=4", "");
    assertThat(limit.check(group("g", 2, "cpu=5")))
        .isEqualTo(
            new Wait(
                WaitReason.EXCEEDS_QUOTA,
                "ResourceQuota ns/compute allows 4 cpu, 5 cpu asked: it can never start; ask for"
                    + " less or raise spec.hard"));
  }

  @Test
  void oneThatCannotBeReadHoldsBackWhatHasPodsToMakeOnly() {
    world
        .state()
        .reports()
        .resourceQuotaChanged(
            ResourceQuotaSpec.builder("u", "ns", "odd")
                .problem("spec.x: is wrong; mend it")
                .build());
    assertThat(limit.check(group("g", 2, "cpu=1")))
        .isEqualTo(
            new Wait(WaitReason.MISCONFIGURED, "ResourceQuota ns/odd: spec.x: is wrong; mend it"));
    Job made = group("made", 1, "cpu=1");
    world.pod(Pods.named("m").group("made").requests("cpu=1"));
    assertThat(limit.check(made)).isNull();
  }

  @Test
  void priorityClassesAreThoseOfTheGroupOrTheDefault() {
    world.state().reports().priorityClassChanged("usual", 5, true);
    world
        .state()
        .reports()
        .resourceQuotaChanged(
            ResourceQuotaSpec.builder("u", "ns", "compute")
                .hard(World.resources("cpu=1"))
                .scopes(List.of(new Scope.PriorityClass(Operator.IN, List.of("usual"))))
                .build());
    Job group = group("g", 2, "cpu=2");
    assertThat(limit.check(group)).isNotNull();
    world.state().reports().priorityClassChanged("usual", 5, false);
    assertThat(limit.check(group)).isNull();
  }

  @Test
  void aGroupThatWasLetInIsNotAskedAgain() {
    quota("cpu=1", "");
    Job group = world.group("g", "default", 2, Map.of(), "cpu=2");
    world.state().phase(group, GroupPhase.INQUEUE);
    assertThat(limit.check(group)).isNull();
  }

  private Job group(String name, int minMember, String minResources) {
    return world.group(name, "default", minMember, Map.of(), minResources);
  }

  private void quota(String hard, String used) {
    world
        .state()
        .reports()
        .resourceQuotaChanged(
            ResourceQuotaSpec.builder("u", "ns", "compute")
                .hard(World.resources(hard))
                .used(World.resources(used))
                .build());
  }
}
