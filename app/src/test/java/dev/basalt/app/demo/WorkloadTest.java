package dev.basalt.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.app.demo.Workload.Arrival;
import dev.basalt.core.resource.ResourceList;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkloadTest {
  private static final Duration LENGTH = Duration.ofSeconds(30);

  @Test
  void isTheSameForTheSameSeed() {
    assertThat(workload(7, 200).arrivals())
        .isEqualTo(workload(7, 200).arrivals())
        .isNotEqualTo(workload(8, 200).arrivals());
  }

  @Test
  void comesInOrderWithinItsTimeUnderNamesOfItsOwn() {
    List<Arrival> arrivals = workload(1, 200).arrivals();

    assertThat(arrivals).extracting(Arrival::at).isSorted();
    assertThat(arrivals).extracting(Arrival::at).allMatch(at -> at.compareTo(LENGTH) < 0);
    assertThat(arrivals).extracting(arrival -> arrival.batch().name()).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 20, 200, 2000})
  void asksForMoreThanEachQueuesShareAtAnyTime(int nodes) {
    ResourceList capacity = capacity(nodes);
    List<Arrival> arrivals = workload(1, nodes).arrivals();

    for (DemoQueue queue : DemoQueue.ALL) {
      double share = capacity.get("cpu") * queue.weight() / 6.0;
      double done = 0;
      double asked = 0;
      for (Arrival arrival : arrivals) {
        Batch batch = arrival.batch();
        if (!batch.queue().equals(queue.name())) {
          continue;
        }
        // Core seconds that the share could have done by now, were it busy from the first moment.
        done = share * arrival.at().toMillis() / 1000.0;
        if (arrival.at().toMillis() > 1000) {
          assertThat(asked).as("%s at %s", queue.name(), arrival.at()).isGreaterThan(done);
        }
        asked += batch.pods() * batch.cpuMillis() * (batch.runs().toMillis() / 1000.0 + 1.7);
      }
      assertThat(asked).isLessThan(2.5 * done);
    }
  }

  @Test
  void hasGangsInTwoQueuesAndBurstsInTheThird() {
    List<Batch> batches = workload(1, 200).arrivals().stream().map(Arrival::batch).toList();

    assertThat(batches)
        .anyMatch(batch -> batch.queue().equals(DemoQueue.RESEARCH) && batch.pods() == 64);
    assertThat(batches).anyMatch(batch -> batch.queue().equals(DemoQueue.PRODUCTION));
    assertThat(batches)
        .filteredOn(batch -> batch.queue().equals(DemoQueue.ADHOC))
        .isNotEmpty()
        .noneMatch(Batch::gang);
  }

  @Test
  void fitsASmallCluster() {
    List<Arrival> arrivals = workload(1, 3).arrivals();

    assertThat(arrivals)
        .isNotEmpty()
        .allMatch(
            arrival -> arrival.batch().pods() * arrival.batch().cpuMillis() <= 48_000 / 2 / 3);
  }

  private static Workload workload(long seed, int nodes) {
    return new Workload(seed, capacity(nodes), 16 * nodes, LENGTH);
  }

  private static ResourceList capacity(int nodes) {
    return ResourceList.of(Map.of("cpu", nodes * 16_000L, "memory", nodes * (64L << 30)));
  }
}
