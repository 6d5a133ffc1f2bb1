package dev.basalt.sim.day;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.basalt.sim.trace.Trace;
import dev.basalt.sim.trace.TraceJob;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratedDayTest {
  private static final Trace DAY = GeneratedDay.of(300_000, 7);

  @Test
  void theSameSeedGivesTheSameDayAndAnotherSeedAnother() {
    assertThat(GeneratedDay.of(3000, 5).jobs())
        .isEqualTo(GeneratedDay.of(3000, 5).jobs())
        .isNotEqualTo(GeneratedDay.of(3000, 6).jobs());
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 3000, 100_000, 200_000, 300_000})
  void aDayHasExactlyThePodsAskedFor(int pods) {
    assertThat(GeneratedDay.of(pods, 1).pods()).isEqualTo(pods);
  }

  @Test
  void theFourClassesHaveTheirPartsOfThePods() {
    assertThat(part("burst")).isEqualTo(0.8, within(0.0001));
    assertThat(part("mid")).isEqualTo(0.17, within(0.0001));
    assertThat(part("long")).isBetween(0.025, 0.03);
    assertThat(part("week")).isBetween(0.002, 0.0025);
  }

  @Test
  void podsRunForAsLongAsTheirClassSaysOnAverage() {
    assertThat(meanSeconds("burst")).isBetween(60.0, 90.0);
    assertThat(meanSeconds("mid")).isBetween(22 * 60.0, 28 * 60.0);
    assertThat(meanSeconds("long")).isBetween(3.6 * 3600, 4.4 * 3600);
    assertThat(jobs("week")).allMatch(job -> job.durationNanos() <= 7 * 86_400_000_000_000L);
  }

  @Test
  void longPodsComeInGangsOfFourToThirtyTwo() {
    assertThat(jobs("long"))
        .allMatch(job -> job.pods() >= 4 && job.pods() <= 32 && job.minMember() == job.pods());
    assertThat(jobs("long").stream().mapToInt(TraceJob::pods).distinct().count()).isGreaterThan(20);
  }

  @Test
  void thereAreBurstsOfThousands() {
    assertThat(jobs("burst").stream().filter(job -> job.pods() == 5000)).hasSize(4);
  }

  @Test
  void submissionsHaveTwoPeaksWithADipBetweenAndLessAtNight() {
    double night = arrivals(1, 4);
    double morning = arrivals(9.5, 11.5);
    double noon = arrivals(12.5, 13.5);
    double afternoon = arrivals(14, 16);

    assertThat(morning).isGreaterThan(1.4 * night);
    assertThat(afternoon).isGreaterThan(1.2 * night);
    assertThat(DayCurve.rate(10.5)).isGreaterThan(DayCurve.rate(12.9));
    assertThat(DayCurve.rate(15)).isGreaterThan(DayCurve.rate(12.9));
    assertThat(noon).isGreaterThan(night);
  }

  @ParameterizedTest
  @ValueSource(ints = {200_000, 300_000})
  void itAsksForEightyFivePercentOfTwoHundredNodesOnAverage(int pods) {
    double cores = 0;
    for (TraceJob job : GeneratedDay.of(pods, 3).jobs()) {
      double each = job.pods() * job.shape().requests().get("cpu") / 1000.0;
      // Of the pods of a week seven in eight run from the start: each stands for itself.
      cores +=
          job.workClass().equals("week")
              ? (job.submitNanos() == 0 ? each : 0)
              : each * job.durationNanos() / 86_400e9;
    }
    assertThat(cores / (200 * 64)).isEqualTo(0.85, within(0.06));
  }

  @Test
  void severalQueuesOfDifferentWeightsShareTheWork() {
    assertThat(DAY.queues()).extracting("weight").containsExactly(4, 3, 2, 1);
    DAY.queues()
        .forEach(queue ->
            assertThat(DAY.jobs().stream().filter(job -> job.queue().equals(queue.name())).count())
                .isGreaterThan(100));
  }

  @Test
  void aDayOfTooFewPodsIsRefused() {
    assertThatThrownBy(() -> GeneratedDay.of(99, 1)).hasMessageContaining("100 pods or more");
  }

  private static List<TraceJob> jobs(String workClass) {
    return DAY.jobs().stream().filter(job -> job.workClass().equals(workClass)).toList();
  }

  private static double part(String workClass) {
    return jobs(workClass).stream().mapToInt(TraceJob::pods).sum() / 300_000.0;
  }

  /** Over pods. */
  private static double meanSeconds(String workClass) {
    ToDoubleFunction<TraceJob> sum = job -> job.pods() * job.durationNanos() / 1e9;
    return jobs(workClass).stream().mapToDouble(sum).sum()
        / jobs(workClass).stream().mapToInt(TraceJob::pods).sum();
  }

  /** Jobs an hour between two hours of the day, but for those that run when it begins. */
  private static double arrivals(double fromHour, double toHour) {
    Predicate<TraceJob> within =
        job ->
            job.submitNanos() > 0
                && job.submitNanos() / 3600e9 >= fromHour
                && job.submitNanos() / 3600e9 < toHour;
    return DAY.jobs().stream().filter(within).count() / (toHour - fromHour);
  }
}
