package dev.basalt.core.engine;

import static dev.basalt.core.testing.Sample.group;
import static dev.basalt.core.testing.Sample.node;
import static dev.basalt.core.testing.Sample.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.SubGroupPolicy;
import dev.basalt.core.port.StatusUpdate;
import dev.basalt.core.testing.FakePlugin;
import dev.basalt.core.testing.Sample.PodBuilder;
import dev.basalt.core.testing.World;
import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubGroupTest {
  private static final String REPLICA = "replica";

  @Test
  void aSubGroupStartsWholeAndTheNextWaitsWhole() {
    World world = new World(FakePlugin.gang()).started().node(node("n1", "cpu=5"));
    world.group(divided("g", 0, 3, 0));
    members(world, "g", 2, 3);
    world.run().confirmAll();

    assertThat(world.boundPods()).containsExactlyInAnyOrder("g-0-0", "g-0-1", "g-0-2");
    assertThat(world.said(StatusUpdate.PodWaiting.class))
        .extracting(StatusUpdate.PodWaiting::message)
        .isNotEmpty()
        .allSatisfy(said ->
            assertThat(said)
                .contains("sub-group replicas[1] starts with 3 pods or not at all")
                .contains("short of 1 cpu"));

    world.node(node("n2", "cpu=1")).run();
    assertThat(world.boundPods()).hasSize(6);
  }

  @Test
  void aSmallerSubGroupStartsWhereTheFirstHasNoRoom() {
    World world = new World(FakePlugin.gang()).started().node(node("n1", "cpu=3"));
    world.group(divided("g", 0, 2, 0));
    world.pod(member("g", 0, 0).asking("cpu=2")).pod(member("g", 0, 1).asking("cpu=2"));
    world.pod(member("g", 1, 0)).pod(member("g", 1, 1));
    world.run();

    assertThat(world.boundPods()).containsExactlyInAnyOrder("g-1-0", "g-1-1");
  }

  @Test
  void podsThatComeBeforeTheirGroupAreDividedWhenItComes() {
    World world = new World(FakePlugin.gang()).started().node(node("n1", "cpu=3"));
    members(world, "g", 2, 2);
    world.run();
    assertThat(world.bindings).isEmpty();

    world.group(divided("g", 0, 2, 0)).run();

    assertThat(world.boundPods()).containsExactlyInAnyOrder("g-0-0", "g-0-1");
  }

  @Test
  void aPodWhoseLabelsChangeMovesToAnotherSubGroup() {
    World world = new World(FakePlugin.gang()).started().node(node("n1", "cpu=3"));
    world.group(divided("g", 0, 2, 0)).pod(member("g", 0, 0)).pod(member("g", 1, 0)).run();
    assertThat(world.bindings).isEmpty();

    world.pod(member("g", 1, 0).labelled(REPLICA, "0")).run();

    assertThat(world.boundPods()).containsExactlyInAnyOrder("g-0-0", "g-1-0");
  }

  @Test
  void whatASubGroupHasBeyondItsSizeComesPodByPod() {
    World world = new World(FakePlugin.gang()).started().node(node("n1", "cpu=3"));
    world.group(divided("g", 0, 2, 0));
    members(world, "g", 1, 4);
    world.run();

    assertThat(world.boundPods()).hasSize(3);
  }

  @Test
  void aRefusedMemberOfAStartedGangIsCompletedFirst() {
    World world = new World(FakePlugin.gang()).started().node(node("n1", "cpu=4"));
    world.group(divided("g", 0, 2, 0));
    members(world, "g", 1, 2);
    world.run().confirmAll();
    world.pod(member("g", 1, 0)).pod(member("g", 1, 1)).run();
    assertThat(world.bound()).hasSize(4);

    world.refuse("g-1-1").confirmAll();
    world.pod(pod("rival").created(1)).pass(Duration.ofMillis(90));
    assertThat(world.boundPods()).as("the room of g-1-1 is kept").doesNotContain("rival");

    world.pass(Duration.ofMillis(20));
    assertThat(world.bound()).hasSize(5).endsWith("g-1-1>n1");
  }

  @Test
  void aSubGroupThatStaysHalfStartedIsEvictedAndTheOthersStay() {
    World world = new World(FakePlugin.gang()).started().node(node("n1", "cpu=4"));
    world.group(divided("g", 0, 2, 0));
    members(world, "g", 1, 2);
    world.run().confirmAll();
    PodBuilder second = member("g", 1, 1);
    world.pod(member("g", 1, 0)).pod(second).run();
    world.refuse("g-1-1").confirmAll();
    world.gone(second).pass(Duration.ofSeconds(61));

    assertThat(world.evictions)
        .extracting(eviction -> eviction.podName() + ": " + eviction.message())
        .containsExactly("g-1-0: 1 of 2 pods of the sub-group replicas[1] could be placed");
  }

  @Test
  void aSubGroupThatLostAPodBeforeARestartIsLeftAlone() {
    World world = new World(FakePlugin.gang()).node(node("n1", "cpu=2"));
    world.offer(new ClusterEvent.FeedsSynced());
    world.group(divided("g", 0, 2, 0).toBuilder().phase(GroupPhase.RUNNING).build());
    world.pod(member("g", 0, 0).on("n1").running());
    world.pod(member("g", 0, 1).asking("cpu=8"));
    world.offer(new ClusterEvent.LeadershipChanged(true)).pass(Duration.ofMinutes(3));

    assertThat(world.evictions).isEmpty();
  }

  @Test
  void noSubGroupIsEverTorn() {
    Property.named("sub-groups start whole").tries(300).check(source -> play(source, false));
  }

  @Test
  void aTornSubGroupWouldBeSeen() {
    Property torn = Property.named("sub-groups that nobody told of start whole").tries(300);
    assertThatThrownBy(() -> torn.check(source -> play(source, true)))
        .isInstanceOf(AssertionError.class);
  }

  /** Random gangs and rooms: of each sub-group as many are bound as its size, or none. */
  private static void play(Source source, boolean plantedFault) {
    World world = new World(FakePlugin.gang()).started();
    Map<String, Integer> sizes = new HashMap<>();
    for (int n = source.size(1, 4); n > 0; n--) {
      world.node(node("n" + n, "cpu=" + source.between(1, 6)));
    }
    for (int g = source.size(1, 3); g > 0; g--) {
      int size = source.between(1, 4);
      String name = "g" + g;
      sizes.put(name, size);
      PodGroupSpec spec = divided(name, source.between(0, size), size, 0);
      world.group(plantedFault ? spec.toBuilder().subGroupPolicies(List.of()).build() : spec);
      for (int replica = source.between(1, 3); replica > 0; replica--) {
        for (int m = source.between(0, size + 1); m > 0; m--) {
          world.pod(member(name, replica, m).asking("cpu=" + source.between(1, 3)));
        }
      }
      if (source.chance(50)) {
        world.run().confirmAll();
      }
    }
    world.run();
    Map<String, Integer> bound = new HashMap<>();
    for (String pod : world.boundPods()) {
      bound.merge(pod.substring(0, pod.lastIndexOf('-')), 1, Integer::sum);
    }
    bound.forEach((subGroup, count) ->
        assertThat(count)
            .as(subGroup)
            .isGreaterThanOrEqualTo(sizes.get(subGroup.substring(0, subGroup.indexOf('-')))));
  }

  private static PodGroupSpec divided(String name, int minMember, int size, int minSubGroups) {
    SubGroupPolicy policy =
        new SubGroupPolicy(
            "replicas", LabelSelector.EVERYTHING, List.of(REPLICA), size, minSubGroups);
    return group(name, minMember).toBuilder().subGroupPolicies(List.of(policy)).build();
  }

  private static PodBuilder member(String group, int replica, int number) {
    return pod(group + "-" + replica + "-" + number).of(group).labelled(REPLICA, "" + replica);
  }

  private static void members(World world, String group, int replicas, int each) {
    for (int replica = 0; replica < replicas; replica++) {
      for (int number = 0; number < each; number++) {
        world.pod(member(group, replica, number));
      }
    }
  }
}
