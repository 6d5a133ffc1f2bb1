package dev.basalt.plugins.nodezone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.NodeZoneSpec;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Reach;
import dev.basalt.plugins.RecordedHooks;
import dev.basalt.plugins.World;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class NodeZonePluginTest {
  private static final long SECOND = 1_000_000_000L;

  private final World world = new World();
  private final NodeZonePlugin plugin =
      new NodeZonePlugin.Factory().create(Arguments.none("nodezone"));

  private int node(String name, String zone) {
    return world.node(name, "cpu=1", Map.of(NodeSpec.ZONE, zone), List.of(), false);
  }

  private Task pod(String name, @Nullable String group, @Nullable String zone) {
    return world.pod(
        PodSpec.builder(name + "-uid", "ns", name)
            .schedulerName(World.OURS)
            .podGroup(group)
            .shape(PodShape.builder(ResourceList.EMPTY).zone(zone).build())
            .build());
  }

  private Job group(String name, String queue, @Nullable String zone) {
    world
        .state()
        .reports()
        .groupChanged(
            PodGroupSpec.builder(name + "-uid", "ns", name).queue(queue).zone(zone).build());
    return world.job(name);
  }

  private void queue(String name, @Nullable String zone) {
    world.state().reports().queueChanged(QueueSpec.builder(name, name + "-uid").zone(zone).build());
  }

  private @Nullable String verdict(Task task, int node) {
    return plugin.reject(task.podClass(), node, world.nodes());
  }

  @Test
  void itsFilterReadsAttributesAlone() {
    assertThat(RecordedHooks.of(plugin).reaches()).containsOnly(Reach.ATTRIBUTES);
  }

  @Test
  void podsWithoutAZoneGoAnywhere() {
    assertThat(verdict(pod("p", null, null), node("n", "a"))).isNull();
  }

  @Test
  void theGroupsZoneComesBeforeItsQueues() {
    queue("q", "b");
    group("g", "q", "a");
    Task task = pod("p", "g", null);
    assertThat(verdict(task, node("a", "a"))).isNull();
    assertThat(verdict(task, node("b", "b"))).isEqualTo("node(s) didn't belong to zone a");
  }

  @Test
  void aQueueThatMovesTakesItsJobsAlong() {
    queue("q", "a");
    group("g", "q", null);
    Task task = pod("p", "g", null);
    int a = node("a", "a");
    int b = node("b", "b");
    queue("q", "b");
    assertThat(verdict(task, a)).isEqualTo("node(s) didn't belong to zone b");
    assertThat(verdict(task, b)).isNull();
    queue("q", null);
    assertThat(verdict(task, a)).isNull();
  }

  @Test
  void podsThatComeBeforeTheirGroupFollowIt() {
    Task task = pod("p", "g", null);
    group("g", "default", "a");
    assertThat(verdict(task, node("b", "b"))).isNotNull();
  }

  @Test
  void aZoneWithoutNodesIsSaidWithThoseThatHaveSome() {
    plugin.sessionOpened(world);
    node("n", "alpha");
    Job job = group("g", "default", "alhpa");
    assertThat(plugin.check(job))
        .satisfies(why -> {
          assertThat(why.reason()).isEqualTo(WaitReason.NO_NODE_MATCHES);
          assertThat(why.message()).contains("zone alhpa").contains("alpha");
        });
    node("m", "alhpa");
    assertThat(plugin.check(job)).isNull();
  }

  @Test
  void roomIsLentToTheZonesThatAreNamedAndComesAfterTheirOwn() {
    int a = node("a", "a");
    int b = node("b", "b");
    world.state().reports().zoneChanged("a", lender("a", "b"));
    Task borrower = pod("p", null, "b");
    assertThat(verdict(borrower, a)).isNull();
    assertThat(verdict(pod("q", null, "c"), a)).isEqualTo("node(s) didn't belong to zone c");
    assertThat(verdict(pod("r", null, "a"), b)).isEqualTo("node(s) didn't belong to zone a");
    assertThat(NodeZonePlugin.score(borrower.podClass(), b, world.nodes()))
        .isGreaterThan(NodeZonePlugin.score(borrower.podClass(), a, world.nodes()));
  }

  @Test
  void aReservedZoneMayBeLentToo() {
    int a = node("a", "a");
    world
        .state()
        .reports()
        .zoneChanged("a", lender("a", "b").reservedFor(Set.of("trading"), Set.of()));
    assertThat(verdict(pod("p", null, "b"), a)).isNull();
    assertThat(verdict(pod("q", null, null), a)).isEqualTo("node(s) were in the reserved zone a");
  }

  @Test
  void nothingIsLentWhileAJobOfTheZoneWaitsForRoomNorRightAfterIt() {
    int a = node("a", "a");
    node("b", "b");
    world.state().reports().zoneChanged("a", lender("a", "b"));
    Task borrower = pod("p", null, "b");
    Job own = group("own", "default", "a");
    pod("own-0", "own", null);
    world.state().waiting(own, new Wait(WaitReason.NOT_ENOUGH_RESOURCES, "short"));

    assertThat(settle(0)).isEqualTo(SECOND);
    assertThat(verdict(borrower, a))
        .isEqualTo("node(s) lent nothing now, as jobs that wait need the room of zone a");
    assertThat(world.state().lending().inNeed()).containsExactly(own);

    world.state().waiting(own, new Wait(WaitReason.NAMESPACE_QUOTA, "its quota"));
    assertThat(settle(SECOND - 1)).isEqualTo(SECOND);
    assertThat(verdict(borrower, a)).isNotNull();
    assertThat(settle(SECOND)).isEqualTo(Long.MAX_VALUE);
    assertThat(verdict(borrower, a)).isNull();
    assertThat(world.state().lending().inNeed()).isEmpty();
  }

  @Test
  void aJobThatNoNodeCouldEverTakeKeepsNothingFromBorrowers() {
    int a = node("a", "a");
    world.state().reports().zoneChanged("a", lender("a", "b"));
    Job own = group("own", "default", "a");
    pod("own-0", "own", null);
    world.state().waiting(own, new Wait(WaitReason.NO_NODE_MATCHES, "none"));
    world.state().lending().settle(0, job -> false);
    assertThat(verdict(pod("p", null, "b"), a)).isNull();
  }

  private long settle(long nanos) {
    return world.state().lending().settle(nanos, job -> true);
  }

  private static NodeZoneSpec lender(String zone, String borrower) {
    return NodeZoneSpec.open(zone, zone + "-uid").lending(Set.of(borrower), 0);
  }

  @Test
  void nodesThatNameNoZoneAreOfZoneDefault() {
    int plain = world.node("n", "cpu=1");
    assertThat(verdict(pod("p", null, "default"), plain)).isNull();
    assertThat(verdict(pod("q", null, "a"), plain)).isNotNull();
  }
}
