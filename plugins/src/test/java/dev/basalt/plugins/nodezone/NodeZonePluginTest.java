package dev.basalt.plugins.nodezone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Reach;
import dev.basalt.plugins.RecordedHooks;
import dev.basalt.plugins.World;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class NodeZonePluginTest {
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
        .groupChanged(
            PodGroupSpec.builder(name + "-uid", "ns", name).queue(queue).zone(zone).build());
    return world.job(name);
  }

  private void queue(String name, @Nullable String zone) {
    world.state().queueChanged(QueueSpec.builder(name, name + "-uid").zone(zone).build());
  }

  private @Nullable String verdict(Task task, int node) {
    return plugin.reject(task.podClass(), node, world.nodes());
  }

  @Test
  void itsFilterReadsAttributesAlone() {
    assertThat(RecordedHooks.of(plugin).reaches()).containsExactly(Reach.ATTRIBUTES);
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
  void nodesThatNameNoZoneAreOfZoneDefault() {
    int plain = world.node("n", "cpu=1");
    assertThat(verdict(pod("p", null, "default"), plain)).isNull();
    assertThat(verdict(pod("q", null, "a"), plain)).isNotNull();
  }
}
