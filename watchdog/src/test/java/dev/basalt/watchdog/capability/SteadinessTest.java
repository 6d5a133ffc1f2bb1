package dev.basalt.watchdog.capability;

import static dev.basalt.watchdog.capability.Plans.amounts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.core.resource.ResourceList;
import dev.basalt.properties.Property;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SteadinessTest {
  private static final ResourceList NONE = ResourceList.EMPTY;
  private static final ResourceList FULL = amounts("cpu", "64", "memory", "256Gi");
  private static final ResourceList LESS = amounts("cpu", "60", "memory", "240Gi");

  private final Steadiness steadiness = new Steadiness(Duration.ofSeconds(4), Duration.ofSeconds(2));

  @Test
  void aQueueWithoutCapabilityGetsOneAtOnce() {
    steadiness.want(0, FULL);

    assertThat(steadiness.next(0, NONE, 0, NONE)).isEqualTo(FULL);
  }

  @Test
  void lessIsWrittenOnceItWasWantedForTheTimeBeforeAFall() {
    steadiness.want(0, FULL);
    steadiness.want(seconds(10), LESS);

    assertThat(steadiness.next(seconds(10), FULL, 0, NONE)).isEqualTo(FULL);
    assertThat(steadiness.untilNews(seconds(11))).isEqualTo(Duration.ofSeconds(1));
    assertThat(steadiness.next(seconds(13), FULL, 0, NONE)).isEqualTo(FULL);
    assertThat(steadiness.next(seconds(14), FULL, 0, NONE)).isEqualTo(LESS);
  }

  @Test
  void moreIsWrittenOnceItWasWantedForTheTimeBeforeARise() {
    steadiness.want(0, LESS);
    steadiness.want(seconds(10), FULL);

    assertThat(steadiness.next(seconds(11), LESS, 0, NONE)).isEqualTo(LESS);
    assertThat(steadiness.next(seconds(12), LESS, 0, NONE)).isEqualTo(FULL);
  }

  @Test
  void whoeverBeginsToLookWaitsAsWell() {
    steadiness.want(seconds(10), LESS);

    assertThat(steadiness.next(seconds(13), FULL, 0, NONE)).isEqualTo(FULL);
    assertThat(steadiness.next(seconds(14), FULL, 0, NONE)).isEqualTo(LESS);
  }

  @Test
  void eachResourceGoesItsOwnWay() {
    ResourceList before = amounts("cpu", "64", "memory", "240Gi", "gpu.com/g", "8");
    steadiness.want(0, before);
    steadiness.want(seconds(10), amounts("cpu", "60", "memory", "256Gi"));

    assertThat(steadiness.next(seconds(12), before, 0, NONE))
        .isEqualTo(amounts("cpu", "64", "memory", "256Gi"));
    assertThat(steadiness.next(seconds(14), before, 0, NONE))
        .isEqualTo(amounts("cpu", "60", "memory", "256Gi"));
  }

  @Test
  void aSmallChangeIsNotMadeUnlessTheGuaranteeNeedsIt() {
    steadiness.want(0, LESS);
    long later = seconds(60);

    assertThat(steadiness.next(later, FULL, 700, NONE)).isEqualTo(FULL);
    assertThat(steadiness.next(later, FULL, 625, NONE)).isEqualTo(LESS);
    ResourceList slightlyLess = amounts("cpu", "59", "memory", "240Gi");
    assertThat(steadiness.next(later, slightlyLess, 700, NONE)).isEqualTo(slightlyLess);
    assertThat(steadiness.next(later, slightlyLess, 700, amounts("cpu", "60"))).isEqualTo(LESS);
  }

  @Test
  void aNodeThatComesAndGoesQuicklyChangesNothing() {
    assertThat(writes(new Steadiness(Duration.ofSeconds(4), Duration.ofSeconds(2)), 3, 3))
        .isEmpty();
  }

  @Test
  void aNodeThatComesAndGoesSlowlyIsLeftOutInTheEnd() {
    List<ResourceList> writes =
        writes(new Steadiness(Duration.ofSeconds(4), Duration.ofSeconds(2)), 20, 20);

    assertSteady(writes);
    assertThat(writes.getLast()).isEqualTo(LESS);
  }

  @Test
  void aCapabilityThatFollowsEachChangeWouldBeSeen() {
    List<ResourceList> writes = writes(new Steadiness(Duration.ZERO, Duration.ZERO), 20, 20);

    assertThatThrownBy(() -> assertSteady(writes)).isInstanceOf(AssertionError.class);
  }

  @Test
  void itIsWhatAllThatWasWantedInTheTimeBeforeAgreesOn() {
    Property.named("steadiness by all samples")
        .tries(300)
        .check(source -> {
          long fall = source.between(0, 6);
          long rise = source.between(0, 6);
          Steadiness tested =
              new Steadiness(Duration.ofSeconds(fall), Duration.ofSeconds(rise));
          List<Long> samples = new ArrayList<>();
          long wanted = 50;
          int length = source.size(1, 60);
          for (int second = 0; second < length; second++) {
            wanted = source.chance(40) ? source.between(0L, 100L) : wanted;
            samples.add(wanted);
            tested.want(seconds(second), cpu(wanted));
            long is = source.between(0L, 100L);
            assertThat(tested.next(seconds(second), cpu(is), 0, NONE))
                .as("second %s of %s, from %s", second, samples, is)
                .isEqualTo(cpu(naive(samples, is, fall, rise)));
          }
        });
  }

  /** Samples are a second apart, each in force until the next. */
  private static long naive(List<Long> samples, long is, long fall, long rise) {
    int now = samples.size() - 1;
    long doubled = rise << Math.max(0, returns(samples) - 1);
    long span = Math.max(rise, Math.min(doubled, 300));
    long highest = now >= fall ? 0 : Long.MAX_VALUE;
    long lowest = now >= span ? Long.MAX_VALUE : 0;
    for (int i = 0; i <= now; i++) {
      highest = i >= now - fall ? Math.max(highest, samples.get(i)) : highest;
      lowest = i >= now - span ? Math.min(lowest, samples.get(i)) : lowest;
    }
    return is > highest ? highest : Math.max(is, lowest);
  }

  private static int returns(List<Long> samples) {
    int returns = 0;
    boolean fell = false;
    for (int i = 1; i < samples.size(); i++) {
      if (samples.get(i) < samples.get(i - 1)) {
        fell = true;
      } else if (samples.get(i) > samples.get(i - 1) && fell) {
        fell = false;
        returns++;
      }
    }
    return Math.min(returns, 20);
  }

  /** Few changes within an hour. */
  private static void assertSteady(List<ResourceList> writes) {
    assertThat(writes.size()).isLessThan(20);
  }

  /** What is written within an hour, while a node is there and then gone for so many seconds. */
  private static List<ResourceList> writes(Steadiness steadiness, int there, int gone) {
    ResourceList is = FULL;
    List<ResourceList> writes = new ArrayList<>();
    for (int second = 0; second < 3600; second++) {
      boolean now = second % (there + gone) < there;
      steadiness.want(seconds(second), now ? FULL : LESS);
      ResourceList next = steadiness.next(seconds(second), is, 0, NONE);
      if (!next.equals(is)) {
        writes.add(next);
        is = next;
      }
    }
    return writes;
  }

  private static ResourceList cpu(long amount) {
    return ResourceList.of(Map.of("cpu", amount));
  }

  private static long seconds(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }
}
