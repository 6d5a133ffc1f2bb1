package dev.basalt.properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

@DisabledIfSystemProperty(
    named = "property.seed",
    matches = ".*",
    disabledReason = "one case of another property is being run again")
class PropertyTest {
  private static final Pattern OPTION = Pattern.compile("-Dproperty\\.seed=(-?\\d+:\\d+)");

  @Test
  void aPropertyThatHoldsRunsAllItsCases() {
    List<Integer> sizes = new ArrayList<>();

    Property.named("holds").tries(40).check(source -> sizes.add(source.size(0, 1000)));

    assertThat(sizes).hasSize(40);
    assertThat(sizes.getFirst()).isLessThanOrEqualTo(10);
    assertThat(sizes).anyMatch(size -> size > 500);
  }

  @Test
  void theSameNameGivesTheSameCasesAndAnotherNameGivesOthers() {
    assertThat(cases("one")).isEqualTo(cases("one")).isNotEqualTo(cases("two"));
  }

  @Test
  void aFailureIsShrunkAndCanBeRunAgain() {
    Property.Body shortLists =
        source -> {
          int length = source.size(0, 1000);
          if (length > 100) {
            throw new IllegalStateException("length " + length);
          }
        };

    AssertionError failure =
        catchThrowableOfType(
            AssertionError.class, () -> Property.named("lists are short").check(shortLists));

    assertThat(failure)
        .hasMessageContaining("lists are short")
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThat(lengthIn(failure)).as("about the least that fails").isBetween(101, 260);
    Matcher option = OPTION.matcher(failure.getMessage());
    assertThat(option.find()).isTrue();
    assertThatThrownBy(() -> Property.named("again").seeded(option.group(1)).check(shortLists))
        .hasRootCauseMessage("length " + lengthIn(failure));
  }

  @Test
  void aCaseThatIsRunAgainIsTheOnlyOne() {
    List<Long> drawn = new ArrayList<>();

    Property.named("one case").seeded("42:50").check(source -> drawn.add(source.between(0L, 9L)));

    assertThat(drawn).hasSize(1);
  }

  @Test
  void aRandomSeedRunsAllCases() {
    List<Long> drawn = new ArrayList<>();

    Property.named("drawn").tries(7).seeded("random").check(source -> drawn.add(0L));

    assertThat(drawn).hasSize(7);
  }

  @Test
  void anUnreadableSeedIsNamed() {
    assertThatThrownBy(() -> Property.named("any").seeded("abc").check(source -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-Dproperty.seed=abc");
  }

  @Test
  void valuesStayWithinTheirBounds() {
    Property.named("bounds")
        .check(source -> {
          assertThat(source.size(3, 30)).isBetween(3, 30);
          assertThat(source.between(-5, 5)).isBetween(-5, 5);
          assertThat(source.between(7L, 7L)).isEqualTo(7L);
          assertThat(source.pick("a", "b")).isIn("a", "b");
          assertThat(source.pick(List.of(1, 2, 3))).isBetween(1, 3);
          assertThat(source.chance(100)).isTrue();
          assertThat(source.chance(0)).isFalse();
        });
    assertThatCode(() -> new Source(1, 1).size(0, 0)).doesNotThrowAnyException();
  }

  private static List<Integer> cases(String name) {
    List<Integer> cases = new ArrayList<>();
    Property.named(name).tries(20).check(source -> cases.add(source.between(0, 1_000_000)));
    return cases;
  }

  private static int lengthIn(AssertionError failure) {
    return Integer.parseInt(String.valueOf(failure.getCause()).replaceAll("\\D", ""));
  }
}
