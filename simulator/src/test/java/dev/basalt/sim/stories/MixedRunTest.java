package dev.basalt.sim.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.core.event.QueueSpec;
import dev.basalt.properties.Property;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything at once, drawn at random: nothing that must not happen does, and all work ends. */
class MixedRunTest {
  @Test
  void everythingHoldsTogether() {
    Property.named("everything holds together")
        .tries(150)
        .check(source ->
            assertThat(new MixedRun(source, text -> text, queue -> queue).play()).isEmpty());
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource({
    "'  - name: (proportion|capacity)\n', '', queue a holds",
    "'  - name: namespacequota\n', '', namespace annotated holds",
    "', backfill', '', has not ended",
    "predicates, 'predicates\n    arguments: {predicate.PodAffinityEnable: false}', is near",
    "predicates, 'predicates\n    arguments: {predicate.TaintTolerationEnable: false}', tolerate",
    "predicates, 'predicates\n    arguments: {predicate.NodePortsEnable: false}', NodePorts",
    "predicates, 'predicates\n    arguments: {predicate.VolumeBindingEnable: false}', VOLUMES"
  })
  void aRuleThatIsLeftOutIsMissed(String text, String without, String missed) {
    planted(missed, configuration -> configuration.replaceAll(text, without), queue -> queue);
  }

  @Test
  void aLineThatIsPassedIsSeen() {
    planted("started after", text -> text, queue -> queue.toBuilder().fifo(false).build());
  }

  @Test
  void aQueueThatRunsTooManyJobsIsSeen() {
    planted(
        " runs [",
        text -> text,
        queue -> queue.toBuilder().maxRunningJobs(QueueSpec.UNLIMITED).build());
  }

  private static void planted(
      String missed, UnaryOperator<String> configuration, UnaryOperator<QueueSpec> told) {
    assertThatThrownBy(() ->
            Property.named("everything holds together with less")
                .tries(60)
                .check(source ->
                    assertThat(new MixedRun(source, configuration, told).play())
                        .noneMatch(wrong -> wrong.contains(missed))))
        .isInstanceOf(AssertionError.class);
  }
}
