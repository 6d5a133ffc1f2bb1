package dev.basalt.watchdog.capability;

import static dev.basalt.watchdog.capability.Plans.amounts;
import static dev.basalt.watchdog.capability.Plans.node;
import static dev.basalt.watchdog.capability.Plans.supply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.resource.ResourceList;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeptQueueTest {
  private static final Map<String, String> ROOM = Map.of("cpu", "32");
  private static final Set<Pool> A = Set.of(new Pool("a", ""));
  private static final ResourceList FULL = amounts("cpu", "64");
  private static final ResourceList HALF = amounts("cpu", "32");
  private static final QueueSettings SETTINGS =
      new QueueSettings(
          CapabilityRule.parse("weight"), null, ResourceList.EMPTY, ResourceList.EMPTY, 0);

  private final KeptQueue queue = new KeptQueue("uid", CapabilityOptions.standard());

  @Test
  void whatWasWrittenCountsUntilItIsSeen() {
    queue.written(HALF, record(1, 1, FULL), 2);

    assertThat(queue.capability(record(1, 1, FULL))).isEqualTo(HALF);
    assertThat(queue.capability(record(2, 1, HALF))).isEqualTo(HALF);
    assertThat(queue.capability(record(3, 1, FULL))).isEqualTo(FULL);
  }

  @Test
  void whatADryRunSaidCountsUntilSomebodyWrites() {
    queue.written(HALF, record(1, 1, FULL), 0);

    assertThat(queue.capability(record(5, 1, FULL))).isEqualTo(HALF);
    assertThat(queue.capability(record(6, 1, amounts("cpu", "7")))).isEqualTo(amounts("cpu", "7"));
    assertThat(queue.capability(record(7, 1, FULL))).isEqualTo(FULL);
  }

  @Test
  void theCauseIsNodesThenTheQueueItselfThenOthers() {
    Supply both = supply(node("n1", "a", ROOM), node("n2", "a", ROOM));
    Supply one = supply(node("n1", "a", ROOM));
    QueueRecord record = record(1, 1, FULL);
    queue.begin(both, A, record, SETTINGS);

    assertThat(queue.cause(both, A, record, SETTINGS)).isEqualTo("so it was found");
    assertThat(queue.cause(one, A, record, SETTINGS)).isEqualTo("node n2 removed");
    assertThat(queue.cause(supply(), Set.of(), record, SETTINGS)).isEqualTo("nodes n1, n2 removed");
    queue.settled(one, A, record, SETTINGS);
    assertThat(queue.cause(one, A, record, SETTINGS)).isEqualTo("other queues changed");
    assertThat(queue.cause(one, A, record(2, 3, FULL), SETTINGS))
        .isEqualTo("its rule, weight, guarantee, deserved share or place changed");
    assertThat(queue.cause(one, A, record(2, 1, ResourceList.EMPTY), SETTINGS))
        .isEqualTo("there was none");
  }

  private static QueueRecord record(long generation, int weight, ResourceList capability) {
    return new QueueRecord(
        "q",
        "uid",
        generation,
        "",
        weight,
        capability,
        ResourceList.EMPTY,
        ResourceList.EMPTY,
        null,
        Set.of(),
        Map.of(),
        null);
  }
}
