package dev.basalt.sim.cluster;

import static dev.basalt.sim.cluster.ClientWorld.SMALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.ClusterEvent.FeedsSynced;
import dev.basalt.core.event.ClusterEvent.NodeChanged;
import dev.basalt.core.event.ClusterEvent.NodeGone;
import dev.basalt.core.event.ClusterEvent.PodChanged;
import dev.basalt.core.event.ClusterEvent.PodGone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchFeedTest {
  private static final Duration A_WHILE = Duration.ofMinutes(1);

  @Test
  void whatIsThereComesBeforeFeedsAreSynced() {
    ClientWorld world = ClientWorld.withoutFaults();
    world.addNode("n1");
    world.create("p", SMALL);
    world.run(A_WHILE);
    List<ClusterEvent> late = new ArrayList<>();

    world.cluster.newClient().start(late::add);
    world.run(A_WHILE);

    assertThat(late).hasSize(3);
    assertThat(late.getLast()).isEqualTo(new FeedsSynced());
  }

  @Test
  void changesOfOneKindArriveInOrderAndOfDifferentKindsInAnyOrder() {
    ClientWorld world = ClientWorld.withoutFaults();
    world.run(A_WHILE);
    world.events.clear();

    for (int i = 0; i < 50; i++) {
      world.addNode("n" + i);
      world.create("p" + i, SMALL);
    }
    world.run(A_WHILE);

    assertThat(names(world.events, PodChanged.class)).hasSize(50).isEqualTo(numbered("p", 50));
    assertThat(names(world.events, NodeChanged.class)).isEqualTo(numbered("n", 50));
    List<String> all = world.events.stream().map(WatchFeedTest::name).toList();
    assertThat(all).isNotEqualTo(all.stream().sorted(WatchFeedTest::byCreation).toList());
  }

  @Test
  void duringAnOutageEventsWaitAndDeletionsAreNotMissed() {
    ClientWorld world = ClientWorld.withoutFaults();
    world.addNode("n1");
    SimulatedPod old = world.create("old", SMALL);
    world.run(A_WHILE);
    world.events.clear();

    world.cluster.outage(Duration.ofSeconds(30));
    world.cluster.deletePod("old");
    world.cluster.createBarePod("young", SMALL);
    world.run(Duration.ofSeconds(29));
    assertThat(world.events).isEmpty();
    world.run(Duration.ofSeconds(10));

    assertThat(world.events).hasSize(2).first().isEqualTo(new PodGone(old.uid()));
    assertThat(names(world.events, PodChanged.class)).containsExactly("young");
  }

  @Test
  void whatCameAndWentWhileAWatchWasBrokenIsNeverHeardOf() {
    ClientWorld world = ClientWorld.withoutFaults();
    world.run(A_WHILE);
    world.events.clear();

    world.client.breakWatch(ObjectKind.POD);
    world.create("brief", SMALL);
    world.cluster.deletePod("brief");
    world.create("stays", SMALL);
    world.run(A_WHILE);

    assertThat(names(world.events, PodChanged.class)).containsExactly("stays");
    assertThat(world.events).hasSize(1);
  }

  @Test
  void aNodeMadeAnewWhileAWatchWasBrokenIsAnotherNode() {
    ClientWorld world = ClientWorld.withoutFaults();
    world.addNode("n1");
    world.run(A_WHILE);
    world.events.clear();

    world.client.breakWatch(ObjectKind.NODE);
    world.cluster.removeNode("n1");
    world.addNode("n1");
    world.run(A_WHILE);

    assertThat(world.events).hasSize(2);
    assertThat(world.events.getFirst()).isEqualTo(new NodeGone("n1", "node-000001"));
    assertThat(world.events.getLast())
        .isInstanceOfSatisfying(
            NodeChanged.class,
            changed -> assertThat(changed.node().uid()).isEqualTo("node-000002"));
  }

  private static List<String> names(
      List<ClusterEvent> events, Class<? extends ClusterEvent> ofType) {
    return events.stream().filter(ofType::isInstance).map(WatchFeedTest::name).toList();
  }

  private static String name(ClusterEvent event) {
    return switch (event) {
      case PodChanged changed -> changed.pod().name();
      case NodeChanged changed -> changed.node().name();
      default -> event.toString();
    };
  }

  private static int byCreation(String first, String second) {
    return Integer.compare(
        Integer.parseInt(first.substring(1)), Integer.parseInt(second.substring(1)));
  }

  private static List<String> numbered(String prefix, int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(prefix + i);
    }
    return names;
  }
}
