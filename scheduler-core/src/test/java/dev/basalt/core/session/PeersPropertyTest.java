package dev.basalt.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.core.config.PluginConfiguration;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.model.Task;
import dev.basalt.core.peers.Peers;
import dev.basalt.core.peers.Peers.Part;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.NodeFilter;
import dev.basalt.core.spi.NodeScore;
import dev.basalt.core.spi.Reach;
import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/**
 * Pod affinity and topology spread by counts, against a double loop over all pods and nodes, while
 * pods and nodes come, go and change, and placements are tried and undone.
 */
class PeersPropertyTest {
  private enum Fault {
    NONE,
    /** A pod is not counted. */
    OVERLOOKED_POD,
    /** An index is not told that an answer has changed. */
    UNTOLD_INDEX
  }

  private static final NodeFilter FILTER =
      (podClass, node, nodes) -> {
        Peers peers = podClass.peers();
        return peers == null || accepts(peers, node, Part.NODE) ? null : "no";
      };

  private static final NodeFilter GROUP_FILTER =
      (podClass, node, nodes) ->
          accepts(Objects.requireNonNull(podClass.peers()), node, Part.GROUP) ? null : "no";

  private static final NodeScore SCORE =
      (podClass, node, nodes) -> {
        Peers peers = podClass.peers();
        return peers == null ? 0 : score(peers, node, Part.NODE);
      };

  private static final NodeScore GROUP_SCORE =
      (podClass, node, nodes) -> score(Objects.requireNonNull(podClass.peers()), node, Part.GROUP);

  @Test
  void countsAnswerAsALookAtEveryPodDoes() {
    Property.named("peers against a double loop")
        .tries(250)
        .check(source -> run(source, Fault.NONE));
  }

  @Test
  void aPodThatIsNotCountedIsFoundOut() {
    assertThatThrownBy(() ->
            Property.named("peers with a pod overlooked")
                .check(source -> run(source, Fault.OVERLOOKED_POD)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("-Dproperty.seed=");
  }

  @Test
  void anIndexThatIsNotToldIsFoundOut() {
    assertThatThrownBy(() ->
            Property.named("peers that tell nobody")
                .check(source -> run(source, Fault.UNTOLD_INDEX)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("-Dproperty.seed=");
  }

  private static void run(Source source, Fault fault) {
    ClusterState state = new ClusterState(Set.of("basalt"), "default", 0);
    RandomPeers churn = new RandomPeers(source, state);
    HookTable hooks = hooks(fault);
    NodeChooser chooser = new NodeChooser(state.nodes(), hooks);
    int steps = source.size(10, 120);
    for (int step = 0; step < steps; step++) {
      churn.step();
      if (step % 3 == 0) {
        compare(source, state, chooser, hooks, fault);
      }
    }
  }

  private static void compare(
      Source source, ClusterState state, NodeChooser chooser, HookTable hooks, Fault fault) {
    List<Task> pending =
        state.tasks().stream().filter(task -> task.node() == Task.NO_NODE).toList();
    NaivePeers naive = new NaivePeers(state);
    if (fault == Fault.OVERLOOKED_POD && !naive.placed().isEmpty()) {
      naive.overlook(naive.placed().getFirst());
    }
    for (int look = 0; look < 4 && !pending.isEmpty(); look++) {
      Task task = source.pick(pending);
      compare(naive, task, state.nodes());
      PodClass podClass = task.podClass();
      assertThat(chooser.best(podClass, true))
          .as(task.toString())
          .isEqualTo(scan(podClass, state.nodes(), hooks));
    }
  }

  private static void compare(NaivePeers naive, Task task, NodeTable nodes) {
    for (int node = 0; node < nodes.size(); node++) {
      if (nodes.exists(node)) {
        compare(naive, task, node, task + " on " + nodes.name(node));
      }
    }
  }

  private static void compare(NaivePeers naive, Task task, int node, String at) {
    Peers peers = task.podClass().peers();
    assertThat(peers != null && either(part -> peers.lacksCompany(node, part)))
        .as("affinity of " + at)
        .isEqualTo(naive.lacksCompany(task, node));
    assertThat(peers != null && either(part -> peers.meetsAvoided(node, part)))
        .as("anti-affinity of " + at)
        .isEqualTo(naive.meetsAvoided(task, node));
    assertThat(peers != null && either(part -> peers.isKeptAway(node, part)))
        .as("anti-affinity against " + at)
        .isEqualTo(naive.isKeptAway(task, node));
    assertThat(peers != null && either(part -> peers.violated(node, part) != null))
        .as("spread of " + at)
        .isEqualTo(naive.violated(task, node) != null);
    double attraction = peers == null ? 0 : sum(part -> peers.attraction(node, part));
    assertThat(attraction == 0 ? 50 : attraction)
        .as("attraction of " + at)
        .isEqualTo(naive.attraction(task, node));
    assertThat(peers == null ? 0 : sum(part -> peers.evenness(node, part)))
        .as("evenness of " + at)
        .isEqualTo(naive.evenness(task, node));
  }

  private static boolean either(Predicate<Part> asked) {
    return asked.test(Part.NODE) || asked.test(Part.GROUP);
  }

  private static double sum(ToDoubleFunction<Part> asked) {
    return asked.applyAsDouble(Part.NODE) + asked.applyAsDouble(Part.GROUP);
  }

  private static boolean accepts(Peers peers, int node, Part part) {
    return !peers.lacksCompany(node, part)
        && !peers.meetsAvoided(node, part)
        && !peers.isKeptAway(node, part)
        && peers.violated(node, part) == null;
  }

  private static double score(Peers peers, int node, Part part) {
    return 2 * peers.attraction(node, part) + peers.evenness(node, part);
  }

  private static int scan(PodClass podClass, NodeTable nodes, HookTable hooks) {
    int best = Task.NO_NODE;
    double bestScore = 0;
    for (int node = 0; node < nodes.size(); node++) {
      if (nodes.exists(node)
          && nodes.fitsIdle(podClass.request(), node)
          && hooks.rejection(podClass, node, nodes) == null) {
        double score = 0;
        for (NodeScore part : hooks.attributeScores) {
          score += part.score(podClass, node, nodes);
        }
        for (NodeScore part : hooks.nodeScores) {
          score += part.score(podClass, node, nodes);
        }
        double shared = 0;
        for (NodeScore part : podClass.peers() == null ? List.<NodeScore>of() : hooks.groupScores) {
          shared += part.score(podClass, node, nodes);
        }
        score += shared;
        if (best == Task.NO_NODE || score > bestScore) {
          best = node;
          bestScore = score;
        }
      }
    }
    return best;
  }

  private static HookTable hooks(Fault fault) {
    HookTable table = new HookTable();
    table.nextTier();
    Hooks hooks = table.registrar(new PluginConfiguration("test", Set.of(), Map.of()));
    hooks.nodeFilter(fault == Fault.UNTOLD_INDEX ? Reach.ATTRIBUTES : Reach.CLUSTER, FILTER);
    hooks.nodeFilter(Reach.GROUP, GROUP_FILTER);
    hooks.nodeScore(Reach.CLUSTER, SCORE);
    hooks.nodeScore(Reach.GROUP, GROUP_SCORE);
    return table;
  }
}
