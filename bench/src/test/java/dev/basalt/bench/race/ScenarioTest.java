package dev.basalt.bench.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.basalt.app.CommandFailure;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScenarioTest {
  @Test
  void anUnknownNameIsAnsweredWithTheValidOnes() {
    assertThatThrownBy(() -> Scenario.named("s9"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("unknown \"s9\"")
        .hasMessageContaining("s1-warm")
        .hasMessageContaining("impossible");
  }

  @Test
  void everyScenarioHasANameOfItsOwn() {
    List<String> names = Scenario.all().stream().map(Scenario::name).toList();
    assertThat(names).doesNotHaveDuplicates();
  }

  @Test
  void itsPodsFitOntoItsNodesUnlessTheyMustNot() {
    assertThat(Scenario.all())
        .filteredOn(scenario -> scenario.kind() != Scenario.Kind.IMPOSSIBLE)
        .allSatisfy(scenario ->
            assertThat(scenario.podsPerNode() * scenario.nodes()).isGreaterThan(scenario.pods()));
    assertThat(Scenario.named("impossible").podsPerNode()).isZero();
  }

  @Test
  void otherNumbersOfNodesAndPodsKeepTheGangs() {
    Scenario small = Scenario.named("s1").withNodes(10).withPods(1000);
    assertThat(small.nodes()).isEqualTo(10);
    assertThat(small.gangs()).isEqualTo(2);
    assertThat(small.workload()).extracting(Gang::size).containsExactly(500, 500);
    assertThat(Scenario.named("burst").withPods(7).workload())
        .extracting(Gang::size, Gang::minMember)
        .containsExactly(tuple(7, 1));
  }

  @Test
  void podsThatMakeNoWholeGangsAreRefusedWithTheRemedy() {
    assertThatThrownBy(() -> Scenario.named("s1").withPods(1234))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("--pods 1234: scenario s1 has gangs of 500; write a multiple of 500");
    assertThatThrownBy(() -> Scenario.named("s1").withNodes(0))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("--nodes 0");
  }

  @Test
  void shapesTakeTurns() {
    assertThat(
            Scenario.named("s3-shapes").workload().stream()
                .map(Gang::pod)
                .collect(Collectors.toSet()))
        .hasSize(8);
  }
}
