package dev.basalt.controllers.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.PodGroupPhase;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.api.scheduling.QueueState;
import dev.basalt.controllers.group.GroupRecord;
import dev.basalt.controllers.group.Groups;
import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class QueueTalliesTest {
  private final KubernetesSerialization serialization = new KubernetesSerialization();

  @Test
  void countsThatFollowChangesAreThoseOfACountFromScratch() {
    Property.named("tallies").tries(50).check(source -> follow(source, false));
  }

  @Test
  void aGroupThatLeavesUnnoticedIsFound() {
    assertThatThrownBy(
            () -> Property.named("tallies").tries(50).check(source -> follow(source, true)))
        .isInstanceOf(AssertionError.class);
  }

  private static void follow(Source source, boolean forgets) {
    QueueTallies tallies = new QueueTallies();
    Map<String, GroupRecord> there = new HashMap<>();
    for (int i = 0; i < 200; i++) {
      String name = "g" + source.between(0, 19);
      GroupRecord before = there.remove(name);
      GroupRecord after =
          source.chance(25)
              ? null
              : Groups.record(
                  name, "q" + source.between(0, 2), source.pick(PodGroupPhase.values()));
      if (after != null) {
        there.put(name, after);
      }
      tallies.changed(forgets ? null : before, after);
    }
    for (String queue : List.of("q0", "q1", "q2", "q3")) {
      Counts naive = Counts.NONE;
      for (GroupRecord group : there.values()) {
        naive = group.queue().equals(queue) ? naive.plus(group.phase(), 1) : naive;
      }
      assertThat(tallies.of(queue)).isEqualTo(naive);
    }
  }

  @Test
  void onlyCountsThatDifferAreWritten() {
    Queue queue =
        serialization.unmarshal(
            """
            apiVersion: scheduling.volcano.sh/v1beta1
            kind: Queue
            metadata: {name: q, uid: u, annotations: {volcano.sh/closed-by-parent: "true"}}
            spec: {parent: up}
            status: {state: Closing, running: 2, pending: 1, allocated: {cpu: 500m, pods: "0"}}
            """,
            Queue.class);

    QueueRecord record = QueueRecord.read(queue);

    assertThat(record.parent()).isEqualTo("up");
    assertThat(record.closedByParent()).isTrue();
    assertThat(record.holdsPods()).isTrue();
    assertThat(QueueBodies.status(record, QueueState.CLOSING, new Counts(1, 0, 2, 0, 0)).isEmpty())
        .isTrue();
    assertThat(QueueBodies.status(record, QueueState.CLOSED, new Counts(0, 0, 0, 0, 3)))
        .hasToString("{\"state\":\"Closed\",\"pending\":0,\"running\":0,\"completed\":3}");
  }

  @Test
  void aQueueWithoutParentIsBelowTheRootAndTheRootBelowNothing() {
    Queue plain = Queue.of("q", QueueSpec.ofWeight(1));
    plain.getMetadata().setUid("u");
    assertThat(QueueRecord.read(plain).parent()).isEqualTo("root");
    assertThat(QueueRecord.read(plain).open()).isTrue();
    Queue root = Queue.of("root", QueueSpec.ofWeight(1));
    root.getMetadata().setUid("u");
    assertThat(QueueRecord.read(root).parentKey()).isNull();
    assertThat(Objects.requireNonNull(serialization.asJson(QueueBodies.standard("root"))))
        .contains("\"reclaimable\":false");
  }

  @Test
  void aGroupWithoutQueueCountsInTheDefaultOne() {
    PodGroup group = PodGroup.of("ns", "g", dev.basalt.api.scheduling.PodGroupSpec.ofGang("", 1));
    group.getMetadata().setUid("u");
    assertThat(Groups.read(group).queue()).isEqualTo("default");
  }
}
