package dev.basalt.plugins.gang;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.SubGroupPolicy;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.plugins.Pods;
import dev.basalt.plugins.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SubGroupsTest {
  private final World world = new World();

  @BeforeEach
  void oneLargeNode() {
    world.node("n1", "cpu=100");
    world.queue("q", 1);
  }

  @Test
  void aGangWithTooFewWholeSubGroupsIsInvalidAndSaysHowMany() {
    Job job = divided("g", 0, 2, 2);
    members("g", 0, 2);
    members("g", 1, 1);

    assertThat(GangPlugin.check(job))
        .isEqualTo(
            new Wait(
                WaitReason.NOT_ENOUGH_TASKS,
                "1 of the 2 sub-groups replicas that the gang needs have their 2 pods"));
  }

  @Test
  void aGangIsReadyOnceSoManySubGroupsAreFormed() {
    Job job = divided("g", 0, 2, 2);
    place(members("g", 0, 3));
    assertThat(GangPlugin.ready(job)).isFalse();

    place(members("g", 1, 2));
    assertThat(GangPlugin.ready(job)).isTrue();
  }

  @Test
  void aPodOfASubGroupGoesOnlyIfTheOthersAreEnough() {
    divided("g", 0, 2, 1);
    List<Task> three = place(members("g", 0, 3));

    assertThat(GangPlugin.spare(three.subList(0, 1))).hasSize(1);
    assertThat(GangPlugin.spare(three.subList(0, 2))).hasSize(1);
  }

  @Test
  void aSubGroupGoesWholeIfItIsNotOneOfThoseThatTheGangNeeds() {
    divided("g", 0, 2, 1);
    List<Task> first = place(members("g", 0, 2));
    assertThat(GangPlugin.spare(List.of(first.getFirst()))).isEmpty();

    List<Task> second = place(members("g", 1, 2));
    assertThat(GangPlugin.spare(second)).isEqualTo(second);
    assertThat(GangPlugin.spare(List.of(second.getFirst()))).as("but not by halves").isEmpty();
  }

  @Test
  void aSubGroupStaysIfTheGangNeedsItsPods() {
    divided("g", 4, 2, 1);
    place(members("g", 0, 2));
    List<Task> second = place(members("g", 1, 2));

    assertThat(GangPlugin.spare(second)).isEmpty();
  }

  private Job divided(String name, int minMember, int size, int minSubGroups) {
    SubGroupPolicy policy =
        new SubGroupPolicy(
            "replicas", LabelSelector.EVERYTHING, List.of("replica"), size, minSubGroups);
    world
        .state()
        .reports()
        .groupChanged(
            PodGroupSpec.builder("uid-" + name, "ns", name)
                .queue("q")
                .minMember(minMember)
                .subGroupPolicies(List.of(policy))
                .build());
    return world.job(name);
  }

  private List<Task> members(String group, int replica, int count) {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Pods pod = Pods.named(group + "-" + replica + "-" + i).group(group);
      tasks.add(world.pod(pod.spec().toBuilder().labels(Map.of("replica", "" + replica)).build()));
    }
    return tasks;
  }

  private List<Task> place(List<Task> tasks) {
    tasks.forEach(task -> {
      world.state().place(task, 0);
      world.state().bindingSent(task, 0);
      world.state().reports().bindingConfirmed(task.uid());
    });
    return tasks;
  }
}
