package dev.basalt.app.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.app.stories.RealRules.Broken;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.sim.check.Violation.Rule;
import dev.basalt.sim.story.World.PodSight;
import dev.basalt.sim.story.World.PodSight.State;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RealRulesTest {
  private final RealRules rules = new RealRules();

  @BeforeEach
  void oneNode() {
    rules.node("n", ResourceList.parse(Map.of("cpu", "3", "pods", "2")));
    rules.gang("default/g", 2);
  }

  @Test
  void whatFitsBreaksNothing() {
    bound("a", "2");
    bound("b", "1");
    ended("a", "2");
    bound("c", "2");

    assertThat(rules.broken(Duration.ZERO)).isEmpty();
  }

  @Test
  void aBindingBeyondTheRoomIsNoticed() {
    bound("a", "2");
    bound("b", "2");

    assertThat(rules.broken(Duration.ZERO))
        .singleElement()
        .isEqualTo(new Broken(Rule.NODE_OVERCOMMITTED, "n: 4 of 3 cpu after default/b was bound"));
  }

  @Test
  void aPodTooManyIsNoticed() {
    bound("a", "1");
    bound("b", "1");
    bound("c", "1");

    assertThat(rules.broken(Duration.ZERO)).singleElement().asString().contains("3 of 2 pods");
  }

  @Test
  void aSecondBindingIsNoticed() {
    PodSight first = sight("a", "1", "n", State.BOUND, null);
    rules.seen("a", null, first);
    rules.seen("a", first, sight("a", "1", "m", State.BOUND, null));

    assertThat(rules.broken(Duration.ZERO))
        .singleElement()
        .isEqualTo(new Broken(Rule.BOUND_TWICE, "default/a: to n, then to m"));
  }

  @Test
  void aGangThatHoldsTooLittleToStartIsNoticedAfterAWhile() {
    rules.seen("a", null, sight("a", "1", "n", State.BOUND, "default/g"));
    assertThat(rules.broken(Duration.ofMinutes(1))).isEmpty();
    assertThat(rules.broken(Duration.ZERO))
        .singleElement()
        .isEqualTo(new Broken(Rule.GANG_PARTIAL, "default/g: 1 of 2 pods hold room"));

    rules.seen("b", null, sight("b", "1", "n", State.BOUND, "default/g"));
    assertThat(rules.broken(Duration.ZERO)).isEmpty();
  }

  private void bound(String name, String cpu) {
    rules.seen(name, null, sight(name, cpu, "n", State.BOUND, null));
  }

  private void ended(String name, String cpu) {
    rules.seen(
        name,
        sight(name, cpu, "n", State.BOUND, null),
        sight(name, cpu, "n", State.SUCCEEDED, null));
  }

  private static PodSight sight(
      String name, String cpu, String node, State state, @Nullable String job) {
    return new PodSight(
        "default/" + name,
        job,
        "default",
        ResourceList.parse(Map.of("cpu", cpu)),
        node,
        Duration.ZERO,
        0,
        state,
        false);
  }
}
