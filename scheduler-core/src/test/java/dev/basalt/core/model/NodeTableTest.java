package dev.basalt.core.model;

import static dev.basalt.core.testing.Sample.node;
import static dev.basalt.core.testing.Sample.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.basalt.core.event.HostPort;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.testing.Sample;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodeTableTest {
  private final ClusterState state = new ClusterState(Set.of("basalt"), "default", 0);
  private final NodeTable nodes = state.nodes();

  @Test
  void aResourceThatAppearsLaterIsZeroOnEarlierNodes() {
    state.reports().nodeChanged(node("n1", "cpu=2"));
    state.reports().nodeChanged(node("n2", "cpu=2 gpu=4"));
    int gpu = state.schema().intern("gpu");

    assertThat(nodes.allocatable(gpu, nodes.id("n1"))).isZero();
    assertThat(nodes.allocatable(gpu, nodes.id("n2"))).isEqualTo(4);
    assertThat(nodes.total().get(gpu)).isEqualTo(4);
    assertThat(nodes.idle(state.schema().intern("unheard"), 0)).isZero();
  }

  @Test
  void totalsFollowNodesThatChangeAndGo() {
    state.reports().nodeChanged(node("n1", "cpu=2 gpu=1"));
    state.reports().nodeChanged(node("n1", "cpu=3"));
    state.reports().nodeChanged(node("n2", "cpu=4"));
    assertThat(nodes.total().get(ResourceSchema.CPU)).isEqualTo(7000);
    assertThat(nodes.total().get(state.schema().intern("gpu"))).isZero();

    state.reports().nodeGone("n1", "n1-uid");
    assertThat(nodes.total().get(ResourceSchema.CPU)).isEqualTo(4000);
    assertThat(nodes.count()).isEqualTo(1);
  }

  @Test
  void anIdIsUsedAgainWithNothingLeftOfTheFormerNode() {
    NodeSpec labelled = Sample.labelled(node("n1", "cpu=2"), Map.of("zone", "a"));
    state.reports().nodeChanged(labelled);
    int version = nodes.attributeVersion(0);
    state.reports().podChanged(pod("p").on("n1").running().spec(), 0);
    state.reports().nodeGone("n1", "n1-uid");
    assertThat(nodes.exists(0)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> nodes.spec(0));

    state.reports().nodeChanged(node("n2", "cpu=5"));

    assertThat(nodes.id("n2")).isZero();
    assertThat(nodes.id("n1")).isEqualTo(Task.NO_NODE);
    assertThat(nodes.idle(ResourceSchema.CPU, 0)).isEqualTo(5000);
    assertThat(nodes.tasksOn(0)).isEmpty();
    assertThat(nodes.attributeVersion(0)).isGreaterThan(version);
  }

  @Test
  void aNodeGoneLateDoesNotTakeItsSuccessorAlong() {
    state.reports().nodeChanged(node("n1", "cpu=2"));
    state.reports().nodeChanged(Sample.recreated(node("n1", "cpu=2"), "second"));
    state.reports().nodeGone("n1", "n1-uid");

    assertThat(nodes.count()).isEqualTo(1);
    assertThat(nodes.spec(nodes.id("n1")).uid()).isEqualTo("second");
  }

  @Test
  void manyNodesAreKeptApart() {
    for (int i = 0; i < 100; i++) {
      state.reports().nodeChanged(node("n" + i, "cpu=" + (i + 1)));
    }
    for (int i = 0; i < 100; i++) {
      assertThat(nodes.allocatable(ResourceSchema.CPU, nodes.id("n" + i)))
          .isEqualTo((i + 1) * 1000L);
      assertThat(nodes.name(i)).isEqualTo("n" + i);
    }
  }

  @Test
  void onlyAChangeOfAttributesMakesVerdictsStale() {
    state.reports().nodeChanged(node("n1", "cpu=2"));
    int version = nodes.attributeVersion(0);
    state.reports().nodeChanged(node("n1", "cpu=3"));
    assertThat(nodes.attributeVersion(0)).isEqualTo(version);

    state.reports().nodeChanged(Sample.cordoned(node("n1", "cpu=3"), true));
    assertThat(nodes.attributeVersion(0)).isEqualTo(version + 1);
  }

  @Test
  void aNodeThatCannotBeReadTakesNoPods() {
    NodeSpec good = node("n1", "cpu=2");
    state
        .reports()
        .nodeChanged(good.toBuilder().problem("status.allocatable: no quantity").build());
    assertThat(nodes.total().get(ResourceSchema.CPU)).isZero();
    assertThat(nodes.idle(ResourceSchema.PODS, 0)).isZero();
  }

  @Test
  void portsAreTakenByPodsOnTheNode() {
    state.reports().nodeChanged(node("n1", "cpu=2"));
    HostPort port = new HostPort(80, "TCP", "");
    assertThat(nodes.portTaken(0, port)).isFalse();
    state.reports().podChanged(pod("p").shaped(Sample.withPort("cpu=1", 80)).on("n1").spec(), 0);
    assertThat(nodes.portTaken(0, port)).isTrue();
    assertThat(nodes.portTaken(0, new HostPort(81, "TCP", ""))).isFalse();
    assertThat(nodes.portTaken(0, new HostPort(80, "UDP", ""))).isFalse();

    state.reports().podGone("p-uid", 0);
    state.reports().releaseDue(Long.MAX_VALUE - 1);
    assertThat(nodes.portTaken(0, port)).isFalse();
  }

  @Test
  void anUnchangedNodeIsNoChange() {
    state.reports().nodeChanged(node("n1", "cpu=2"));
    long head = nodes.changes().head();
    long epoch = state.epoch();
    state.reports().nodeChanged(node("n1", "cpu=2"));
    assertThat(nodes.changes().head()).isEqualTo(head);
    assertThat(state.epoch()).isEqualTo(epoch);
  }
}
