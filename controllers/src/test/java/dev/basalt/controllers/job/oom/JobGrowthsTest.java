package dev.basalt.controllers.job.oom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobGrowthsTest {
  @Test
  void eachShardHasItsOwnGrowthAndShardsThatNeedTheSameStandTogether() {
    JobGrowths growths =
        JobGrowths.NONE
            .with("main", 4, Mebi.growth(1, 128))
            .with("main", 5, Mebi.growth(1, 128))
            .with("main", 5, Mebi.growth(2, 256))
            .with("main", 3, Mebi.growth(1, 128));

    assertThat(GrowthCodec.text(growths))
        .isEqualTo(
            "{\"growths\":4,\"tasks\":{\"main\":{\"shards\":["
                + "{\"of\":\"3-4\",\"times\":1,"
                + "\"memory\":{\"main\":{\"request\":\"128Mi\",\"limit\":\"128Mi\"}}},"
                + "{\"of\":\"5\",\"times\":2,"
                + "\"memory\":{\"main\":{\"request\":\"256Mi\",\"limit\":\"256Mi\"}}}]}}}");
    assertThat(growths.of("main").of(5)).isEqualTo(Mebi.growth(2, 256));
    assertThat(growths.of("main").of(0)).isEqualTo(Growth.NONE);
    assertThat(growths.of("other").of(3)).isEqualTo(Growth.NONE);
    assertThat(growths.of("main").most()).isEqualTo(Mebi.growth(2, 256));
  }

  @Test
  void theRecordIsReadAsItWasWritten() {
    Property.named("the record of growths is read as it was written")
        .tries(100)
        .check(source -> {
          JobGrowths growths = JobGrowths.NONE;
          for (int i = source.size(0, 60); i > 0; i--) {
            growths = growths.with(source.pick("a", "b"), source.between(0, 30), random(source));
          }
          growths = growths.within(source.between(100, 5_000));
          assertThat(GrowthCodec.read(GrowthCodec.text(growths))).isEqualTo(growths);
        });
  }

  @Test
  void inFewerWordsNoShardGetsLessAndOthersGetNoMoreThanTheSmallestGrowths() {
    Property.named("a shorter record gives no shard less")
        .tries(40)
        .check(source -> {
          JobGrowths exact = JobGrowths.NONE;
          Map<Integer, Growth> needs = new HashMap<>();
          for (int i = source.size(1, 300); i > 0; i--) {
            int index = source.between(0, 100_000);
            Growth growth = random(source);
            needs.put(index, growth);
            exact = exact.with("main", index, growth);
          }
          JobGrowths shorter = exact.within(1_000);
          assertThat(GrowthCodec.text(shorter).length()).isLessThanOrEqualTo(1_000);
          needs.forEach((index, growth) -> {
            Growth given = shorter.of("main").of(index);
            assertThat(given.max(growth).containers()).isEqualTo(given.containers());
          });
          assertThat(shorter.of("main").most().containers())
              .isEqualTo(exact.of("main").most().containers());
        });
  }

  @Test
  void aHundredThousandShardsOfWhichAnyMayGrowTakeNoMoreThanFourKilobytes() {
    JobGrowths growths = JobGrowths.NONE;
    for (int look = 0; look < 100_000; look += 7_000) {
      for (int i = look; i < look + 7_000; i += 7) {
        growths = growths.with("main", i, Mebi.growth(1 + i % 3, 128L << i % 3));
      }
      growths = growths.within(4_096);
    }
    growths = growths.with("main", 50_000, Mebi.growth(4, 4_096)).within(4_096);

    assertThat(GrowthCodec.text(growths).length()).isLessThanOrEqualTo(4_096);
    // The one that needs most does not make all others as large as itself.
    assertThat(growths.of("main").of(50_000)).isEqualTo(Mebi.growth(4, 4_096));
    assertThat(growths.of("main").others().of("main").bound()).isLessThan(Mebi.bytes(4_096));
  }

  @Test
  void manyTasksTakeNoMoreThanOneGrowthOfEach() {
    JobGrowths growths = JobGrowths.NONE;
    for (int task = 0; task < 100; task++) {
      for (int i = 0; i < 40; i += 2) {
        growths = growths.with("task" + task, i, Mebi.growth(1, 128));
      }
    }
    growths = growths.within(4_096);
    assertThat(GrowthCodec.text(growths).length()).isLessThan(100 * 120);
    assertThat(growths.of("task7").of(6)).isEqualTo(Mebi.growth(1, 128));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "[]",
        "{\"tasks\":7}",
        "{\"tasks\":{\"main\":{\"shards\":[{\"of\":\"9-2\"}]}}}",
        "{\"tasks\":{\"main\":{\"others\":{\"memory\":{\"main\":{\"limit\":\"many\"}}}}}}"
      })
  void anUnreadableRecordIsNone(String text) {
    assertThat(GrowthCodec.read(text)).isEqualTo(JobGrowths.NONE);
  }

  private static Growth random(Source source) {
    Map<String, Memory> containers = new HashMap<>();
    containers.put("main", Mebi.of(source.between(1, 3), source.between(3, 5)));
    if (source.chance(20)) {
      containers.put("side", Mebi.of(0, source.between(1, 2)));
    }
    return Growth.of(source.between(1, 3), containers);
  }
}
