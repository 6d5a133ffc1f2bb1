package dev.basalt.inspector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.inspector.v1.EvictionPreview;
import dev.basalt.inspector.v1.Explanation;
import dev.basalt.inspector.v1.Place;
import dev.basalt.inspector.v1.Rule;
import dev.basalt.inspector.v1.Victim;
import org.junit.jupiter.api.Test;

class AnswerTextTest {
  private static final Explanation JOB =
      Explanation.newBuilder()
          .setJob("team/train")
          .setQueue("research")
          .setPhase("Inqueue")
          .setPending(2)
          .setMinMember(2)
          .setWhy(Rule.newBuilder().setReason("NotEnoughResources").setMessage("short of 1 cpu"))
          .setRemedy("add nodes")
          .build();

  @Test
  void withoutADryRunNothingIsSaidOfEvictions() {
    assertThat(AnswerText.explanation(JOB))
        .contains("Waits for   NotEnoughResources")
        .contains("What helps  add nodes")
        .doesNotContain("evict");
  }

  @Test
  void aDryRunNamesVictimsAndPlacesOrWhyThereAreNone() {
    Explanation answer =
        JOB.toBuilder()
            .addPreviews(
                EvictionPreview.newBuilder()
                    .setAction("preempt")
                    .setConfigured(true)
                    .addVictims(
                        Victim.newBuilder()
                            .setPod("team/low-0")
                            .setJob("team/low")
                            .setQueue("research")
                            .setNode("n1")
                            .setPriority(-5)
                            .setRanMillis(61_500))
                    .addPlaces(Place.newBuilder().setPod("team/train-0").setNode("n1")))
            .addPreviews(
                EvictionPreview.newBuilder()
                    .setAction("reclaim")
                    .setObjection(Rule.newBuilder().setReason("Share").setMessage("queue holds 5")))
            .build();

    assertThat(AnswerText.explanation(answer).lines().skip(8))
        .containsExactly(
            "preempt     would evict 1 pod",
            "            evict team/low-0 of team/low, queue research, on n1, priority -5, ran 61 s",
            "            place team/train-0 on n1",
            "reclaim     is not configured; it would evict nothing: Share",
            "            queue holds 5");
  }
}
