package dev.basalt.watchdog.rule;

import static dev.basalt.watchdog.FakeView.group;
import static dev.basalt.watchdog.FakeView.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.event.Taint;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.watchdog.view.PodSight;
import dev.basalt.watchdog.view.QueueSight;
import dev.basalt.watchdog.view.Waiting;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Gangs that wait for what their queue deserves and what is free. */
class StarvedGangsTest extends RuleScene {
  @Test
  void aGangStarvesIfItFitsIntoItsQueuesShareAndIntoWhatIsFree() {
    starvedGang();
    assertThat(look(Kind.GANG_STARVED)).hasSize(1);

    queue("q", ResourceList.EMPTY, cpu(5_000));
    assertThat(look(Kind.GANG_STARVED)).as("its queue holds its share").isEmpty();
    queue("q", ResourceList.EMPTY, cpu(0));
    queue("other", ResourceList.EMPTY, cpu(0));
    queue("third", ResourceList.EMPTY, cpu(0));
    assertThat(look(Kind.GANG_STARVED)).as("a third of 8 cores is less than 4").isEmpty();
    view.queues.remove("other");
    view.queues.remove("third");

    view.pods.add(pod("x", "x-0", PodPhase.RUNNING, null));
    assertThat(look(Kind.GANG_STARVED)).as("4 of 8 cores are free").hasSize(1);
    view.pods.add(pod("x", "x-1", PodPhase.RUNNING, null));
    assertThat(look(Kind.GANG_STARVED)).as("nothing is free").isEmpty();
    view.pods.clear();

    view.nodes.clear();
    view.nodes.add(
        NodeSpec.builder("n1", "u")
            .allocatable(cpu(8_000))
            .taints(List.of(new Taint("gone", "", Taint.Effect.NO_SCHEDULE)))
            .build());
    assertThat(look(Kind.GANG_STARVED)).as("no node takes pods").isEmpty();
  }

  @Test
  void aGangThatWaitsForItsOwnerDoesNotStarve() {
    starvedGang();
    for (String reason : List.of("Misconfigured", "NoNodeMatches", "WaitingForQuota", "")) {
      view.put(group("g", reason, cpu(4_000)));
      assertThat(look(Kind.GANG_STARVED)).as(reason).isEmpty();
    }
  }

  @Test
  void aGangThatDoesNotSayWhatItNeedsIsMeasuredByItsPods() {
    starvedGang();
    view.put(group("g", "WaitingForAdmission", ResourceList.EMPTY));
    assertThat(look(Kind.GANG_STARVED)).isEmpty();
    PodSight pod = alone("a", "g", "");
    view.pods.add(
        new PodSight(
            pod.key(),
            pod.uid(),
            "",
            "g",
            "",
            "ada",
            "",
            "basalt",
            "",
            PodPhase.PENDING,
            "",
            false,
            NOW,
            cpu(3_000),
            Waiting.UNSAID,
            null));
    assertThat(look(Kind.GANG_STARVED))
        .singleElement()
        .satisfies(finding -> assertThat(finding.values()).containsEntry("needs", "cpu 6"));
  }

  @Test
  void aQueueInAnotherOneDividesWhatThatDeserves() {
    node("n1", 8_000);
    view.queues.put(
        "team",
        new QueueSight(
            QueueSpec.builder("team", "u").deserved(cpu(6_000)).build(), ResourceList.EMPTY));
    view.queues.put(
        "q",
        new QueueSight(
            QueueSpec.builder("q", "u").parent("team").weight(2).build(), ResourceList.EMPTY));
    view.queues.put(
        "r",
        new QueueSight(
            QueueSpec.builder("r", "u").parent("team").weight(1).build(), ResourceList.EMPTY));
    view.put(group("g", "NotEnoughResources", cpu(4_000)));
    assertThat(look(Kind.GANG_STARVED))
        .singleElement()
        .satisfies(finding -> assertThat(finding.values()).containsEntry("deserved", "cpu 4"));
    view.put(group("g", "NotEnoughResources", cpu(4_001)));
    assertThat(look(Kind.GANG_STARVED)).isEmpty();
  }
}
