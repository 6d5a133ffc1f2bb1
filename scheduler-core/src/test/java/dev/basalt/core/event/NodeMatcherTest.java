package dev.basalt.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.NodeAffinity.Expression;
import dev.basalt.core.event.NodeAffinity.Operator;
import dev.basalt.core.event.NodeAffinity.Term;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NodeMatcherTest {
  private static final NodeSpec NODE =
      NodeSpec.builder("n1", "uid")
          .labels(Map.of("zone", "a", "cores", "32", "below", "-5", "text", "many"))
          .build();

  @ParameterizedTest
  @CsvSource({
    "zone, IN, a b, true",
    "zone, IN, b c, false",
    "rack, IN, a, false",
    "zone, NOT_IN, b, true",
    "zone, NOT_IN, a, false",
    "rack, NOT_IN, a, true",
    "zone, EXISTS, '', true",
    "rack, EXISTS, '', false",
    "zone, DOES_NOT_EXIST, '', false",
    "rack, DOES_NOT_EXIST, '', true",
    "cores, GT, 31, true",
    "cores, GT, 32, false",
    "cores, LT, 33, true",
    "cores, LT, 32, false",
    "below, LT, 0, true",
    "below, GT, -6, true",
    "rack, GT, 0, false",
    "text, GT, 0, false",
    "text, LT, 0, false",
    "cores, GT, few, false",
    "cores, GT, 1 2, false",
    "cores, LT, 99999999999999999999999, false",
    "cores, LT, -, false",
  })
  void operatorsCompareLabels(String key, Operator operator, String values, boolean expected) {
    Expression expression = expression(key, operator, values);
    assertThat(NodeMatcher.matches(new Term(List.of(expression), List.of()), NODE))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "metadata.name, IN, n1, true",
    "metadata.name, IN, n2, false",
    "metadata.name, NOT_IN, n2, true",
    "metadata.name, NOT_IN, n1, false",
    "metadata.uid, IN, uid, false",
  })
  void theNameIsTheOnlyField(String key, Operator operator, String values, boolean expected) {
    Expression field = expression(key, operator, values);
    assertThat(NodeMatcher.matches(new Term(List.of(), List.of(field)), NODE)).isEqualTo(expected);
  }

  @Test
  void allExpressionsAndFieldsOfATermMustHold() {
    Expression holds = expression("zone", Operator.IN, "a");
    Expression fails = expression("zone", Operator.IN, "b");
    Expression name = expression("metadata.name", Operator.IN, "n1");
    Expression otherName = expression("metadata.name", Operator.IN, "n2");
    assertThat(NodeMatcher.matches(new Term(List.of(holds), List.of(name)), NODE)).isTrue();
    assertThat(NodeMatcher.matches(new Term(List.of(holds, fails), List.of(name)), NODE)).isFalse();
    assertThat(NodeMatcher.matches(new Term(List.of(holds), List.of(otherName)), NODE)).isFalse();
  }

  @Test
  void emptyTermMatchesNothingAndNoTermMatchesAll() {
    assertThat(NodeMatcher.matches(new Term(List.of(), List.of()), NODE)).isFalse();
    assertThat(NodeMatcher.matchesAny(List.of(), NODE)).isTrue();
  }

  @Test
  void oneOfSeveralTermsIsEnough() {
    Term fails = new Term(List.of(expression("zone", Operator.IN, "b")), List.of());
    Term holds = new Term(List.of(expression("zone", Operator.IN, "a")), List.of());
    assertThat(NodeMatcher.matchesAny(List.of(fails, holds), NODE)).isTrue();
    assertThat(NodeMatcher.matchesAny(List.of(fails, fails), NODE)).isFalse();
  }

  private static Expression expression(String key, Operator operator, String values) {
    return new Expression(key, operator, values.isEmpty() ? List.of() : List.of(values.split(" ")));
  }
}
