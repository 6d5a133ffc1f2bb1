package dev.basalt.cluster.feed.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.cluster.convert.NodeReader;
import dev.basalt.cluster.convert.PodReader;
import dev.basalt.cluster.convert.Pools;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.event.UserSource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Both adapters must tell the same about one object, whatever is in it. */
class EncodingsAgreeTest {
  private static final int TRIES = 5_000;

  @Test
  void aPodReadsTheSameFromJsonAndFromProtobuf() {
    podsReadTheSame(UserSource.USER_ANNOTATION);
  }

  @Test
  void soItDoesWhereUsersAreNamedByALabel() {
    podsReadTheSame(UserSource.parse("label:" + RandomObjects.TEAM));
  }

  private static void podsReadTheSame(UserSource user) {
    PodReader reader = new PodReader(new Pools(user));
    PodSkimmer skimmer = new PodSkimmer(new Pools(user));
    Set<String> problems = new HashSet<>();
    int named = 0;
    for (int seed = 0; seed < TRIES; seed++) {
      Pod pod = new RandomObjects(seed).pod(seed);
      byte[] bytes = ProtoObjects.pod(pod);
      PodSpec read = reader.read(pod);
      assertThat(skimmer.skim(bytes, 0, bytes.length)).as("seed " + seed).isEqualTo(read);
      assertThat(skimmer.resourceVersion()).isEqualTo(pod.getMetadata().getResourceVersion());
      named += read.user() == null ? 0 : 1;
      if (read.problem() != null) {
        problems.add(read.problem());
      }
    }
    assertThat(problems).as("malformed pods among those tried").hasSizeGreaterThan(20);
    assertThat(named).as("pods that name a user").isBetween(TRIES / 10, TRIES - 1);
  }

  @Test
  void aNodeReadsTheSameFromJsonAndFromProtobuf() {
    NodeReader reader = new NodeReader(new Pools());
    NodeSkimmer skimmer = new NodeSkimmer(new Pools());
    for (int seed = 0; seed < TRIES; seed++) {
      Node node = new RandomObjects(seed).node(seed);
      byte[] bytes = ProtoObjects.node(node);
      NodeSpec read = reader.read(node);
      assertThat(skimmer.skim(bytes, 0, bytes.length)).as("seed " + seed).isEqualTo(read);
    }
  }

  @Test
  void podsOfOneTemplateShareTheirShape() {
    PodSkimmer skimmer = new PodSkimmer(new Pools());
    Pod pod = new RandomObjects(7).pod(7);
    // A claim made for one pod bears the pod's name, so such pods have a shape each.
    pod.getSpec().getVolumes().removeIf(volume -> volume.getEphemeral() != null);
    byte[] first = ProtoObjects.pod(pod);
    pod.getMetadata().setName("another");
    byte[] second = ProtoObjects.pod(pod);
    PodSpec one = skimmer.skim(first, 0, first.length);
    PodSpec other = skimmer.skim(second, 0, second.length);
    assertThat(other.shape()).isSameAs(one.shape());
    assertThat(other.namespace()).isSameAs(one.namespace());
    assertThat(other.schedulerName()).isSameAs(one.schedulerName());
  }
}
