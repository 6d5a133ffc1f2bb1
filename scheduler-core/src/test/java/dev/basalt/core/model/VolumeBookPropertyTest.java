package dev.basalt.core.model;

import static dev.basalt.core.testing.Sample.NAMESPACE;
import static dev.basalt.core.testing.Sample.amounts;
import static dev.basalt.core.testing.Sample.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.core.event.ClaimSpec;
import dev.basalt.core.event.ClaimUse;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.ClusterEvent.VolumeEvent;
import dev.basalt.core.event.NodeAffinity.Expression;
import dev.basalt.core.event.NodeAffinity.Operator;
import dev.basalt.core.event.NodeAffinity.Term;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.StorageClassSpec;
import dev.basalt.core.event.VolumeSpec;
import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The book of volumes against one that keeps nothing in step: the same answers after any events and
 * placements, and a new version of a class whenever its answer for a node changes.
 */
class VolumeBookPropertyTest {
  private static final List<String> NODES = List.of("n0", "n1", "n2", "n3");
  private static final List<String> CLASSES = List.of("local", "made", "zonal");
  private static final String HOST = "kubernetes.io/hostname";
  private static final int CLAIMS = 6;
  private static final int VOLUMES = 7;

  @Test
  void theBookSaysWhatTheObjectsSay() {
    Property.named("book of volumes against the objects")
        .tries(400)
        .check(source -> new Run(source, false).compare());
  }

  @Test
  void aBookThatGaveAVolumeTwiceWouldBeFoundOut() {
    assertThatThrownBy(() ->
            Property.named("book of volumes that forgets what it assumed")
                .tries(400)
                .check(source -> new Run(source, true).compare()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("-Dproperty.seed=");
  }

  private static final class Run {
    private final Source source;
    private final ClusterState state = new ClusterState(Set.of("basalt"), "default", 0);
    private final VolumeBook book = state.nodes().volumes();
    private final NaiveVolumes naive;
    private final Map<String, List<String>> pods = new TreeMap<>();
    private final Map<String, VolumeFit> answers = new HashMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    private int uids;

    Run(Source source, boolean fault) {
      this.source = source;
      naive = new NaiveVolumes(fault);
    }

    void compare() {
      for (String name : NODES) {
        NodeSpec node =
            NodeSpec.builder(name, name + "-uid")
                .allocatable(amounts("cpu=100 pods=110"))
                .labels(Map.of(HOST, name, "zone", name.equals("n0") ? "a" : "b"))
                .build();
        naive.nodes.put(name, node);
        state.reports().nodeChanged(node);
      }
      CLASSES.forEach(this::putClass);
      int steps = source.size(1, 60);
      for (int i = 0; i < steps; i++) {
        step();
        lookAtAll();
      }
    }

    private void step() {
      switch (source.between(0, 8)) {
        case 0, 1 -> putClaim(source.between(0, CLAIMS - 1));
        case 2, 3 -> putVolume(source.between(0, VOLUMES - 1));
        case 4 -> remove();
        case 5 -> putClass(source.pick(CLASSES));
        case 6 -> leave();
        default -> arrive();
      }
    }

    private void putClass(String name) {
      StorageClassSpec spec =
          new StorageClassSpec(
              name,
              name.equals("local") ? StorageClassSpec.NO_PROVISIONER : name + ".csi",
              source.chance(90),
              name.equals("zonal") ? List.of(term("zone", "a")) : List.of());
      naive.classes.put(name, spec);
      happen(new ClusterEvent.StorageClassChanged(spec));
    }

    private void putClaim(int number) {
      String key = NAMESPACE + "/c" + number;
      ClaimSpec before = naive.claims.get(key);
      boolean bound = source.chance(25);
      ClaimSpec spec =
          ClaimSpec.builder(
                  before == null ? "uid-" + ++uids : before.uid(), NAMESPACE, "c" + number)
              .storageClass(CLASSES.get(number % CLASSES.size()))
              .requestedBytes(number + 1)
              .accessModes(List.of(number == 1 ? "ReadWriteMany" : "ReadWriteOnce"))
              .volumeName(bound ? "v" + source.between(0, VOLUMES - 1) : "")
              .bound(bound)
              .selectedNode(bound || source.chance(80) ? "" : source.pick("n1", "n2", "gone"))
              .build();
      if (bound
          && naive.claims.values().stream()
              .anyMatch(other -> other.volumeName().equals(spec.volumeName()))) {
        return;
      }
      naive.put(spec);
      happen(new ClusterEvent.ClaimChanged(spec));
    }

    private void putVolume(int number) {
      String name = "v" + number;
      VolumeSpec before = naive.volumes.get(name);
      String uid = before == null ? "uid-" + ++uids : before.uid();
      boolean kept = number < CLAIMS && source.chance(20);
      ClaimSpec claim = naive.claims.get(NAMESPACE + "/c" + number);
      VolumeSpec spec =
          VolumeSpec.builder(uid, name)
              .storageClass(CLASSES.get(source.between(0, CLASSES.size() - 1)))
              .capacityBytes(source.between(1, 8))
              .accessModes(
                  source.chance(50)
                      ? List.of("ReadWriteOnce", "ReadWriteMany")
                      : List.of("ReadWriteOnce"))
              .nodeAffinity(affinity())
              .driver(source.pick("", "made.csi"))
              .available(source.chance(85))
              .deleting(source.chance(5))
              .claim(kept ? NAMESPACE + "/c" + number : "")
              .claimUid(kept && claim != null && source.chance(50) ? claim.uid() : "")
              .build();
      naive.volumes.put(name, spec);
      happen(new ClusterEvent.VolumeChanged(spec));
    }

    private List<Term> affinity() {
      return switch (source.between(0, 3)) {
        case 0 -> List.of();
        case 1 -> List.of(term("zone", source.pick("a", "b")));
        default -> List.of(term(HOST, source.pick(NODES)));
      };
    }

    private static Term term(String key, String value) {
      return new Term(List.of(new Expression(key, Operator.IN, List.of(value))), List.of());
    }

    private void remove() {
      ClaimSpec claim = naive.claims.get(NAMESPACE + "/c" + source.between(0, CLAIMS - 1));
      VolumeSpec volume = naive.volumes.get("v" + source.between(0, VOLUMES - 1));
      if (claim != null && source.chance(50)) {
        naive.remove(claim);
        happen(new ClusterEvent.ClaimGone(claim.namespace(), claim.name(), claim.uid()));
      } else if (volume != null) {
        naive.volumes.remove(volume.name());
        happen(new ClusterEvent.VolumeGone(volume.name(), volume.uid()));
      }
    }

    private void arrive() {
      String name = "p" + ++uids;
      List<String> claims = new ArrayList<>();
      List<ClaimUse> uses = new ArrayList<>();
      for (int i = source.between(1, 3); i > 0; i--) {
        String key = NAMESPACE + "/c" + source.between(0, CLAIMS - 1);
        uses.add(new ClaimUse(key, null));
        if (!claims.contains(key)) {
          claims.add(key);
        }
      }
      PodShape shape = PodShape.builder(amounts("cpu=1")).claims(uses).build();
      state.reports().podChanged(pod(name).shaped(shape).spec(), 0);
      String node = source.pick(NODES);
      Task task = task(name);
      if (book.fit(task.podClass(), state.nodes().id(node)) == VolumeFit.FITS) {
        state.place(task, state.nodes().id(node));
        naive.place(name, claims, node);
        pods.put(name, claims);
      }
    }

    private void leave() {
      if (!pods.isEmpty()) {
        String name = source.pick(List.copyOf(pods.keySet()));
        state.unplace(task(name));
        naive.unplace(name);
        pods.remove(name);
      }
    }

    private void lookAtAll() {
      for (Task task : state.tasks()) {
        List<String> claims = book.claims(task.podClass()).stream().map(Claim::key).toList();
        long version = book.version(task.podClass());
        for (String node : NODES) {
          VolumeFit fit = book.fit(task.podClass(), state.nodes().id(node));
          assertThat(fit).as("%s on %s", claims, node).isEqualTo(naive.fit(claims, node));
          String asked = task.podClass().id() + node;
          @Nullable VolumeFit before = answers.put(asked, fit);
          if (before != null && before != fit) {
            assertThat(version)
                .as("version of %s, now %s", claims, fit)
                .isGreaterThan(Objects.requireNonNull(versions.get(asked)));
          }
          versions.put(asked, version);
        }
      }
      for (String node : NODES) {
        for (String driver : List.of("made.csi", "zonal.csi")) {
          assertThat(book.attached(state.nodes().id(node), driver))
              .as("%s on %s", driver, node)
              .isEqualTo(naive.attached(node, driver));
        }
      }
    }

    private void happen(VolumeEvent event) {
      state.reports().volumesChanged(event);
    }

    private Task task(String pod) {
      return Objects.requireNonNull(state.task(pod + "-uid"));
    }
  }
}
