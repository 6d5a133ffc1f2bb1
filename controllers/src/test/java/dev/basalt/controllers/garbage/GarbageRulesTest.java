package dev.basalt.controllers.garbage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.scheduling.PodGroupPhase;
import dev.basalt.controllers.group.GroupRecord;
import dev.basalt.controllers.group.Groups;
import dev.basalt.controllers.queue.QueueCommand;
import dev.basalt.controllers.runtime.ObjectKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GarbageRulesTest {
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private final GarbageRules rules = new GarbageRules(Duration.ofHours(1));

  @Test
  void aGroupThatIsDoneAndHasNobodyIsKeptForItsTime() {
    GroupRecord done = Groups.record("mine", "q", PodGroupPhase.COMPLETED);

    assertThat(rules.due(done, false, 500)).isEqualTo(1000 + HOUR);
    assertThat(rules.due(done, false, 5000)).isEqualTo(5000 + HOUR);
    assertThat(rules.due(done, true, 500)).isEqualTo(GarbageRules.NEVER);
    assertThat(new GarbageRules(Duration.ZERO).due(done, false, 500)).isEqualTo(GarbageRules.NEVER);
  }

  @Test
  void aGroupThatWaitsForItsPodsStays() {
    for (PodGroupPhase phase : PodGroupPhase.values()) {
      if (phase != PodGroupPhase.COMPLETED) {
        assertThat(rules.due(Groups.record("mine", "q", phase), false, 0))
            .isEqualTo(GarbageRules.NEVER);
      }
    }
  }

  @Test
  void aWorkloadsGroupThatLostItsOwnerGoesSoon() {
    GroupRecord orphan = Groups.record("podgroup-u1", "q", PodGroupPhase.PENDING);
    assertThat(rules.due(orphan, false, 2000)).isEqualTo(2000 + Duration.ofMinutes(10).toMillis());
  }

  @Test
  void aCommandThatNobodyTakesGoes() {
    assertThat(rules.due(command(false))).isEqualTo(7 + HOUR);
    assertThat(rules.due(command(true))).isEqualTo(GarbageRules.NEVER);
  }

  private static QueueCommand command(boolean taken) {
    return new QueueCommand(new ObjectKey("ns", "c"), "u", "Jump", null, "", taken, 7);
  }
}
