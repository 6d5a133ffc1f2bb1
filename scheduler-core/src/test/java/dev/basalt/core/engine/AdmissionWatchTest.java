package dev.basalt.core.engine;

import static dev.basalt.core.testing.Sample.group;
import static dev.basalt.core.testing.Sample.node;
import static dev.basalt.core.testing.Sample.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.port.StatusUpdate.GroupStatus;
import dev.basalt.core.testing.FakePlugin;
import dev.basalt.core.testing.World;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionWatchTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private final World world = new World(FakePlugin.gang()).started().node(node("n1", "cpu=4"));

  @Test
  void aGroupWhosePodsDoNotComeIsSetBackAndLetInAgain() {
    world.group(promised("g", "cpu=2")).pass(TIMEOUT.minusSeconds(1));
    assertThat(phases()).containsExactly(GroupPhase.INQUEUE);

    world.pass(Duration.ofSeconds(2));

    assertThat(phases()).startsWith(GroupPhase.INQUEUE, GroupPhase.PENDING);
    assertThat(world.said(GroupStatus.class).get(1).condition())
        .satisfies(condition -> {
          assertThat(condition.reason()).isEqualTo("WaitingForAdmission");
          assertThat(condition.message()).contains("none of its pods came within 600 s");
        });
    assertThat(phases()).endsWith(GroupPhase.INQUEUE);
  }

  @Test
  void aGroupWithAPodKeepsWhatItWasPromised() {
    world.group(promised("g", "cpu=2")).pod(pod("g-0").of("g")).pass(TIMEOUT.multipliedBy(2));

    assertThat(phases()).containsOnly(GroupPhase.INQUEUE);
  }

  @Test
  void aGroupThatWasPromisedNothingIsLeftAlone() {
    world.group(group("g", 2)).pass(TIMEOUT.multipliedBy(2));

    assertThat(phases()).containsOnly(GroupPhase.INQUEUE);
  }

  private static PodGroupSpec promised(String name, String minResources) {
    return group(name, 2, "default", minResources, GroupPhase.PENDING, null);
  }

  private List<GroupPhase> phases() {
    return world.said(GroupStatus.class).stream().map(GroupStatus::phase).toList();
  }
}
