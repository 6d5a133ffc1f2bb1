package dev.basalt.controllers.job.oom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.properties.Property;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardsTest {
  @Test
  void isASetOfIndexes() {
    Property.named("shards are a set of indexes")
        .check(source -> {
          TreeSet<Integer> plain = new TreeSet<>();
          Shards shards = Shards.NONE;
          for (int i = source.size(0, 200); i > 0; i--) {
            int index = source.between(0, 60);
            if (source.chance(70)) {
              plain.add(index);
              shards = shards.plus(Shards.of(index));
            } else {
              plain.remove(index);
              shards = shards.without(index);
            }
          }
          for (int i = -1; i <= 61; i++) {
            assertThat(shards.contains(i))
                .as("index %s of %s", i, shards)
                .isEqualTo(plain.contains(i));
            assertThat(shards.below(i))
                .as("below %s of %s", i, shards)
                .isEqualTo(plain.headSet(i).size());
          }
          assertThat(shards.isEmpty()).isEqualTo(plain.isEmpty());
          if (!plain.isEmpty()) {
            assertThat(Shards.parse(shards.toString())).isEqualTo(shards);
          }
        });
  }

  @Test
  void rangesAreWrittenShort() {
    Shards shards = Shards.NONE;
    for (int index : new int[] {7, 3, 1, 2, 9, 4}) {
      shards = shards.plus(Shards.of(index));
    }
    assertThat(shards).hasToString("1-4,7,9");
    assertThat(Shards.parse("5-9,1,2-4")).hasToString("1-9");
    assertThat(Shards.parse("0-2147483647").below(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "3-1", "-1", "1,,2", "1-"})
  void nothingElseIsRead(String text) {
    assertThatThrownBy(() -> Shards.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
