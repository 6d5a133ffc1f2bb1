package dev.basalt.core.engine;

import static dev.basalt.core.testing.Sample.NAMESPACE;
import static dev.basalt.core.testing.Sample.amounts;
import static dev.basalt.core.testing.Sample.group;
import static dev.basalt.core.testing.Sample.node;
import static dev.basalt.core.testing.Sample.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.ClaimSpec;
import dev.basalt.core.event.ClaimUse;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.NodeAffinity.Expression;
import dev.basalt.core.event.NodeAffinity.Operator;
import dev.basalt.core.event.NodeAffinity.Term;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.StorageClassSpec;
import dev.basalt.core.event.VolumeSpec;
import dev.basalt.core.model.VolumeFit;
import dev.basalt.core.port.StatusUpdate.PodWaiting;
import dev.basalt.core.port.VolumeChoice;
import dev.basalt.core.spi.Reach;
import dev.basalt.core.testing.FakePlugin;
import dev.basalt.core.testing.Sample.PodBuilder;
import dev.basalt.core.testing.World;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bindings wait for volumes, whole statements of them, and are taken back if these do not come. */
class WaitingForVolumesTest {
  private static final FakePlugin VOLUMES =
      new FakePlugin(
          "volumes",
          hooks -> {
            hooks.bindsVolumes();
            hooks.nodeFilter(
                Reach.NODE,
                (podClass, node, nodes) ->
                    nodes.volumes().fit(podClass, node) == VolumeFit.FITS ? null : "no volume");
          });

  private final World world = new World(FakePlugin.gang(), VOLUMES);
  private ClaimSpec claim = ClaimSpec.builder("c", NAMESPACE, "data").storageClass("made").build();

  WaitingForVolumesTest() {
    world
        .node(node("n1", "cpu=4"))
        .offer(
            new ClusterEvent.StorageClassChanged(
                new StorageClassSpec("made", "csi", true, List.of())))
        .offer(new ClusterEvent.ClaimChanged(claim))
        .started();
  }

  @Test
  void noMemberOfAGangIsBoundBeforeTheVolumesOfAll() {
    gangWithOneClaim();
    assertThat(world.bound()).isEmpty();
    assertThat(world.choices).containsExactly(new VolumeChoice(NAMESPACE, "data", "c", "n1", null));
    assertThat(world.lastCondition("gang").reason()).isEqualTo("WaitingForVolumes");
    assertThat(world.said(PodWaiting.class))
        .anyMatch(said ->
            said.podName().equals("stored")
                && said.message().contains("has node n1 and waits for its volumes"));

    becomes(claim.toBuilder().selectedNode("n1").build());
    assertThat(world.bound()).isEmpty();
    world.offer(new ClusterEvent.VolumeChanged(VolumeSpec.builder("v", "pv").build()));
    becomes(claim.toBuilder().volumeName("pv").bound(true).build());

    assertThat(world.bound()).containsExactlyInAnyOrder("plain>n1", "stored>n1");
    world.confirmAll();
    assertThat(world.lastCondition("gang").scheduled()).isTrue();
  }

  @Test
  void aClaimBoundWhereTheNodeCannotReachItTakesTheDecisionBack() {
    gangWithOneClaim();
    Term elsewhere =
        new Term(List.of(new Expression("zone", Operator.IN, List.of("far"))), List.of());
    world.offer(
        new ClusterEvent.VolumeChanged(
            VolumeSpec.builder("v", "pv").nodeAffinity(List.of(elsewhere)).build()));
    becomes(claim.toBuilder().volumeName("pv").bound(true).build());
    assertThat(world.bound()).isEmpty();
    assertThat(world.heard.refused)
        .containsExactlyInAnyOrder("plain-uid VolumeElsewhere", "stored-uid VolumeElsewhere");
  }

  @Test
  void aProvisionerThatGivesUpOnTheOnlyNodeIsAskedAgainAfterAMinute() {
    gangWithOneClaim();
    becomes(claim.toBuilder().selectedNode("n1").build());
    becomes(claim.toBuilder().selectedNode("").build());
    assertThat(world.heard.refused)
        .containsExactlyInAnyOrder("plain-uid ProvisioningFailed", "stored-uid ProvisioningFailed");
    world.pass(Duration.ofSeconds(50));
    assertThat(world.choices).hasSize(1);
    world.pass(Duration.ofSeconds(20));
    assertThat(world.choices).hasSize(2);
  }

  @Test
  void aChoiceThatCannotBeWrittenIsMadeAnewAfterAPause() {
    gangWithOneClaim();
    world.offer(new ClusterEvent.VolumeRefused(claim.key(), "Forbidden", "may not")).run();
    assertThat(world.heard.refused).hasSize(2);
    world.pass(Duration.ofSeconds(1));
    assertThat(world.choices).hasSize(2);
  }

  @Test
  void theTimeOutAndLostLeadershipGiveTheRoomBack() {
    gangWithOneClaim();
    world.pass(Duration.ofMinutes(9));
    assertThat(world.heard.refused).isEmpty();
    assertThat(world.heard.gangsEvicted).isEmpty();
    world.pass(Duration.ofMinutes(1));
    assertThat(world.heard.refused)
        .containsExactlyInAnyOrder("plain-uid VolumesLate", "stored-uid VolumesLate");
    world.pass(Duration.ofSeconds(1));
    world.offer(new ClusterEvent.LeadershipChanged(false)).run();
    assertThat(world.heard.refused).contains("plain-uid NotLeader", "stored-uid NotLeader");
  }

  @Test
  void aMemberThatIsDeletedMeanwhileTakesTheDecisionBackAndItsRoomIsFreeAtOnce() {
    gangWithOneClaim();
    world.gone(stored()).run();
    assertThat(world.heard.refused).containsExactly("plain-uid PodGone");
    world.pod(pod("large").asking("cpu=4")).run();
    assertThat(world.bound()).containsExactly("large>n1");
  }

  private void gangWithOneClaim() {
    world.group(group("gang", 2)).pod(pod("plain").of("gang")).pod(stored()).run();
  }

  private static PodBuilder stored() {
    return pod("stored")
        .of("gang")
        .shaped(
            PodShape.builder(amounts("cpu=1"))
                .claims(List.of(new ClaimUse(NAMESPACE + "/data", null)))
                .build());
  }

  private void becomes(ClaimSpec changed) {
    claim = changed;
    world.offer(new ClusterEvent.ClaimChanged(changed)).run();
  }
}
