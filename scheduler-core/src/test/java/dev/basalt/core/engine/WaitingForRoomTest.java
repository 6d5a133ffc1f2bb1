package dev.basalt.core.engine;

import static dev.basalt.core.testing.Sample.group;
import static dev.basalt.core.testing.Sample.node;
import static dev.basalt.core.testing.Sample.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.spi.Admission;
import dev.basalt.core.testing.FakePlugin;
import dev.basalt.core.testing.World;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Jobs that lack room cost nothing while they wait, and wait no longer than they must. */
final class WaitingForRoomTest {
  private int looks;
  private final FakePlugin counting =
      new FakePlugin(
          "counting",
          hooks ->
              hooks.jobValid(job -> {
                looks += job.key().endsWith("/big") ? 1 : 0;
                return null;
              }));
  private final World world = new World(FakePlugin.gang(), counting).started();

  @Test
  void aJobThatLacksRoomIsNotLookedAtWhenOtherThingsHappen() {
    world.node(node("n1", "cpu=4"));
    gang("big", 2, "cpu=3");
    world.run();
    int before = looks;

    world.pod(pod("small").asking("cpu=1")).run().confirmAll();
    world.node(node("n2", "cpu=2")).run();
    world.pass(Duration.ofSeconds(10));
    assertThat(world.bound()).containsExactly("small>n1");
    assertThat(looks).isEqualTo(before);
  }

  @Test
  void itIsTriedOnceThereIsRoomForAllOfIt() {
    world.node(node("n1", "cpu=4"));
    gang("big", 2, "cpu=3");
    world.run();
    int before = looks;

    world.node(node("n2", "cpu=2")).run();
    assertThat(looks).as("no pod of it fits the new node").isEqualTo(before);
    world.node(node("n2", "cpu=3")).run();
    assertThat(world.boundPods()).containsExactlyInAnyOrder("big-0", "big-1");
  }

  @Test
  void roomThatAnEndedPodLeavesIsRoomToo() {
    world.node(node("n1", "cpu=4"));
    world.pod(pod("old").asking("cpu=2").on("n1").running());
    gang("big", 1, "cpu=3");
    world.run();
    assertThat(world.bindings).isEmpty();

    world.gone(pod("old").asking("cpu=2"));
    world.pass(Duration.ofMinutes(2));
    assertThat(world.boundPods()).containsExactly("big-0");
  }

  @Test
  void aGroupThatNoNodeCanTakeIsNotLetInAndPromisedNothing() {
    long[] promised = {0};
    FakePlugin admitsTenCpu =
        new FakePlugin(
            "admission",
            hooks -> {
              hooks.jobEnqueueable(job ->
                  promised[0] + minimumCpu(job) > 10_000
                      ? Admission.reject(new Wait(WaitReason.NOT_ENQUEUED, "full"))
                      : Admission.PERMIT);
              hooks.jobEnqueued(job -> promised[0] += minimumCpu(job));
            });
    World gated = new World(FakePlugin.gang(), admitsTenCpu).started();
    gated.node(node("n1", "cpu=4")).node(node("n2", "cpu=4"));
    gated.group(group("a-vast", 1, "default", "cpu=8", GroupPhase.PENDING, null));
    gated.pod(pod("a-vast-0").of("a-vast").asking("cpu=8"));
    gated.group(group("fits", 1, "default", "cpu=3", GroupPhase.PENDING, null));
    gated.pod(pod("fits-0").of("fits").asking("cpu=3")).run();

    assertThat(gated.boundPods()).containsExactly("fits-0");
    assertThat(gated.lastStatus("a-vast").phase()).isEqualTo(GroupPhase.PENDING);
    assertThat(gated.lastCondition("a-vast").reason()).isEqualTo("Fragmented");

    promised[0] = 0;
    gated.node(node("n3", "cpu=8")).run();
    assertThat(gated.boundPods()).contains("a-vast-0");
  }

  private static long minimumCpu(Job job) {
    Request minimum = job.minResources();
    return minimum == null ? 0 : minimum.amountOf(ResourceSchema.CPU);
  }

  private void gang(String name, int pods, String requests) {
    world.group(group(name, pods));
    for (int i = 0; i < pods; i++) {
      world.pod(pod(name + "-" + i).of(name).asking(requests));
    }
  }
}
