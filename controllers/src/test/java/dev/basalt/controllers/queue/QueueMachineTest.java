package dev.basalt.controllers.queue;

import static dev.basalt.api.scheduling.QueueState.CLOSED;
import static dev.basalt.api.scheduling.QueueState.CLOSING;
import static dev.basalt.api.scheduling.QueueState.OPEN;
import static dev.basalt.api.scheduling.QueueState.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.scheduling.QueueState;
import dev.basalt.controllers.queue.QueueMachine.Situation;
import dev.basalt.controllers.queue.QueueMachine.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QueueMachineTest {
  private static final List<@Nullable QueueState> STATES =
      Arrays.asList(null, OPEN, CLOSING, CLOSED, UNKNOWN);

  @Test
  void aQueueThatIsClosedTakesNothingWhileItEmpties() {
    assertThat(decide(OPEN, false, true, true, QueueAction.CLOSE)).isEqualTo(step(CLOSING, false));
    assertThat(decide(OPEN, false, true, false, QueueAction.CLOSE)).isEqualTo(step(CLOSED, false));
    assertThat(decide(CLOSING, false, true, false, null)).isEqualTo(step(CLOSED, false));
    assertThat(decide(CLOSED, false, true, true, null)).isEqualTo(step(CLOSING, false));
  }

  @Test
  void whatIsClosedWithItsParentOpensWithItAndWhatWasClosedForItselfDoesNot() {
    assertThat(decide(OPEN, false, false, false, null)).isEqualTo(step(CLOSED, true));
    assertThat(decide(CLOSED, true, true, false, null)).isEqualTo(step(OPEN, false));
    assertThat(decide(CLOSED, false, true, false, null)).isEqualTo(step(CLOSED, false));
    // Somebody closes it in between.
    assertThat(decide(CLOSED, true, false, false, QueueAction.CLOSE))
        .isEqualTo(step(CLOSED, false));
  }

  @Test
  void nothingOpensBelowAQueueThatIsNotOpen() {
    Step step = decide(CLOSED, true, false, false, QueueAction.OPEN);

    assertThat(step.state()).isEqualTo(CLOSED);
    assertThat(step.closedByParent()).isTrue();
    assertThat(step.refusal())
        .contains("its parent queue up is closing or closed; open that first");
  }

  @Test
  void theRootIsNeverClosed() {
    Step step =
        QueueMachine.decide(new Situation("root", OPEN, false, "", true, false), QueueAction.CLOSE);

    assertThat(step.state()).isEqualTo(OPEN);
    assertThat(step.refusal()).isEqualTo("the root queue can not be closed");
  }

  /** Every situation: what is decided is decided again, and the rules hold. */
  @Test
  void everyDecisionStands() {
    List<@Nullable QueueAction> actions = new ArrayList<>(List.of(QueueAction.values()));
    actions.add(null);
    for (QueueState state : STATES) {
      for (int bits = 0; bits < 8; bits++) {
        boolean marked = (bits & 1) != 0;
        boolean parentOpen = (bits & 2) != 0;
        boolean busy = (bits & 4) != 0;
        for (QueueAction action : actions) {
          Step step = decide(state, marked, parentOpen, busy, action);
          assertThat(step.state()).isNotEqualTo(UNKNOWN);
          assertThat(decide(step.state(), step.closedByParent(), parentOpen, busy, null))
              .as("%s %s %s", state, bits, action)
              .isEqualTo(step(step.state(), step.closedByParent()));
          if (step.state() == OPEN) {
            assertThat(parentOpen).isTrue();
            assertThat(step.closedByParent()).isFalse();
          } else {
            assertThat(step.state()).isEqualTo(busy ? CLOSING : CLOSED);
          }
        }
      }
    }
  }

  private static Step step(QueueState state, boolean closedByParent) {
    return new Step(state, closedByParent, null);
  }

  private static Step decide(
      @Nullable QueueState state,
      boolean marked,
      boolean parentOpen,
      boolean busy,
      @Nullable QueueAction asked) {
    return QueueMachine.decide(new Situation("q", state, marked, "up", parentOpen, busy), asked);
  }
}
