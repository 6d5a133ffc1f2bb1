package dev.basalt.plugins.predicates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.AttachLimits;
import dev.basalt.core.event.ClaimSpec;
import dev.basalt.core.event.ClaimUse;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.NodeAffinity.Expression;
import dev.basalt.core.event.NodeAffinity.Operator;
import dev.basalt.core.event.NodeAffinity.Term;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.event.StorageClassSpec;
import dev.basalt.core.event.VolumeSpec;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.NodeFilter;
import dev.basalt.core.spi.TaskCheck;
import dev.basalt.plugins.Pods;
import dev.basalt.plugins.RecordedHooks;
import dev.basalt.plugins.World;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What claims say of a pod by itself, and to nodes. */
final class VolumeFiltersTest {
  private static final String ZONE = "topology.kubernetes.io/zone";

  private final World world = new World();
  private final PredicatesPlugin plugin =
      new PredicatesPlugin.Factory().create(new Arguments("predicates", Map.of()));
  private final RecordedHooks hooks = RecordedHooks.of(plugin);
  private final int east = world.node("east", "cpu=8", Map.of(ZONE, "e"), List.of(), false);
  private final int west = world.node("west", "cpu=8", Map.of(ZONE, "w"), List.of(), false);
  private int pods;

  @BeforeEach
  void open() {
    plugin.sessionOpened(world);
    storageClass("made", "csi.example.com", true, List.of());
    storageClass("local", StorageClassSpec.NO_PROVISIONER, true, List.of());
    storageClass("now", "csi.example.com", false, List.of());
  }

  @Test
  void volumesAreBoundBeforePodsUnlessSwitchedOff() {
    assertThat(hooks.volumesAreBound()).isTrue();
    RecordedHooks off =
        RecordedHooks.of(
            new PredicatesPlugin.Factory()
                .create(
                    new Arguments("predicates", Map.of("predicate.VolumeBindingEnable", false))));
    assertThat(off.volumesAreBound()).isFalse();
    assertThat(off.has(TaskCheck.class)).isFalse();
  }

  @Test
  void aPodWithoutClaimsIsAskedNothing() {
    Task task = world.pod(Pods.named("plain"));
    assertThat(why(task)).isNull();
    assertThat(rejection(task, east)).isNull();
  }

  @Test
  void whatKeepsAPodFromAnyNodeIsSaidWithItsRemedy() {
    assertThat(why(pod("data"))).isEqualTo("persistentvolumeclaim \"data\" not found; create it");
    claim(ClaimSpec.builder("u", "ns", "data").storageClass("now").build());
    assertThat(why(pod("data"))).startsWith("pod has unbound immediate PersistentVolumeClaims: ");
    claim(ClaimSpec.builder("u", "ns", "data").storageClass("gone").build());
    assertThat(why(pod("data"))).contains("storageclass \"gone\" not found; create it");
    claim(ClaimSpec.builder("u", "ns", "data").storageClass("made").deleting(true).build());
    assertThat(why(pod("data"))).contains("is being deleted");
    claim(bound("data", "pv").toBuilder().lost(true).build());
    assertThat(why(pod("data"))).contains("lost its persistentvolume \"pv\"");
    claim(bound("data", "pv"));
    assertThat(why(pod("data")))
        .isEqualTo("persistentvolume \"pv\" of persistentvolumeclaim \"data\" not found");
    volume(VolumeSpec.builder("v", "pv").build());
    assertThat(why(pod("data"))).isNull();
  }

  @Test
  void aClaimMadeForAPodIsThatPodsAlone() {
    claim(ClaimSpec.builder("u", "ns", "data").storageClass("made").ownerUid("other").build());
    Task task = pod(new ClaimUse("ns/data", "uid-of-pod"));
    assertThat(why(task)).contains("was not created for the pod's ephemeral volume");
    claim(ClaimSpec.builder("u", "ns", "data").storageClass("made").ownerUid("uid-of-pod").build());
    assertThat(why(task)).isNull();
  }

  @Test
  void aClaimForOnePodAloneWaitsForTheOtherToEnd() {
    claim(
        ClaimSpec.builder("u", "ns", "data")
            .storageClass("made")
            .accessModes(List.of("ReadWriteOncePod"))
            .build());
    Task first = pod("data");
    assertThat(why(first)).isNull();
    world.state().place(first, east);
    assertThat(why(pod("data"))).contains("ReadWriteOncePod", "in use by another pod");
    world.state().unplace(first);
    assertThat(why(pod("data"))).isNull();
  }

  @Test
  void nodesThatCannotReachAVolumeOrGetOneAreCountedByReason() {
    claim(bound("far", "pv"));
    volume(VolumeSpec.builder("v", "pv").nodeAffinity(List.of(zone("w"))).build());
    assertThat(rejection(pod("far"), east)).isEqualTo("node(s) had volume node affinity conflict");
    assertThat(rejection(pod("far"), west)).isNull();

    claim(ClaimSpec.builder("u", "ns", "none").storageClass("local").build());
    assertThat(rejection(pod("none"), east))
        .isEqualTo("node(s) didn't find available persistent volumes to bind");

    storageClass("zonal", "csi.example.com", true, List.of(zone("w")));
    claim(ClaimSpec.builder("z", "ns", "zonal").storageClass("zonal").build());
    assertThat(rejection(pod("zonal"), east))
        .isEqualTo("node(s) didn't find available persistent volumes to bind");
    assertThat(rejection(pod("zonal"), west)).isNull();

    claim(ClaimSpec.builder("s", "ns", "chosen").storageClass("made").selectedNode("west").build());
    assertThat(rejection(pod("chosen"), east))
        .isEqualTo("node(s) were not the one chosen for the pod's volumes already");
    claim(ClaimSpec.builder("s", "ns", "chosen").storageClass("made").selectedNode("gone").build());
    assertThat(rejection(pod("chosen"), east)).isNull();
  }

  @Test
  void zoneLabelsOfVolumesMustAgreeUnderTheirOldNamesToo() {
    claim(bound("data", "pv"));
    volume(
        VolumeSpec.builder("v", "pv")
            .labels(Map.of("failure-domain.beta.kubernetes.io/zone", "w__x"))
            .build());
    assertThat(rejection(pod("data"), east)).isEqualTo("node(s) had no available volume zone");
    assertThat(rejection(pod("data"), west)).isNull();
    assertThat(rejection(pod("data"), world.node("nowhere", "cpu=1"))).isNull();
  }

  @Test
  void aNodeTakesAsManyDistinctVolumesOfADriverAsItsLimit() {
    world
        .state()
        .reports()
        .volumesChanged(
            new ClusterEvent.AttachLimitsChanged(
                new AttachLimits("east", Map.of("csi.example.com", 1))));
    claim(ClaimSpec.builder("a", "ns", "a").storageClass("made").build());
    claim(ClaimSpec.builder("b", "ns", "b").storageClass("made").build());
    world.state().place(pod("a"), east);
    assertThat(rejection(pod("b"), east))
        .isEqualTo("node(s) exceeded the attach limit of driver csi.example.com");
    assertThat(rejection(pod("a"), east)).as("the same volume once more").isNull();
    assertThat(rejection(pod("b"), west)).isNull();
  }

  private @Nullable String why(Task task) {
    Wait wait = hooks.only(TaskCheck.class).check(task);
    if (wait == null) {
      return null;
    }
    assertThat(wait.reason()).isEqualTo(WaitReason.VOLUMES);
    return wait.message().substring(wait.message().indexOf(": ") + 2);
  }

  private @Nullable String rejection(Task task, int node) {
    for (NodeFilter filter : hooks.all(NodeFilter.class)) {
      String reason = filter.reject(task.podClass(), node, world.nodes());
      if (reason != null) {
        return reason;
      }
    }
    return null;
  }

  private Task pod(String claim) {
    return pod(new ClaimUse("ns/" + claim, null));
  }

  private Task pod(ClaimUse claim) {
    String name = "p" + ++pods;
    PodSpec plain = Pods.named(name).namespace("ns").spec();
    PodShape shape = plain.shape().toBuilder().claims(List.of(claim)).build();
    return Objects.requireNonNull(world.pod(plain.toBuilder().shape(shape).build()));
  }

  private static ClaimSpec bound(String name, String volume) {
    return ClaimSpec.builder("u-" + name, "ns", name).volumeName(volume).bound(true).build();
  }

  private static Term zone(String value) {
    return new Term(List.of(new Expression(ZONE, Operator.IN, List.of(value))), List.of());
  }

  private void claim(ClaimSpec claim) {
    world.state().reports().volumesChanged(new ClusterEvent.ClaimChanged(claim));
  }

  private void volume(VolumeSpec volume) {
    world.state().reports().volumesChanged(new ClusterEvent.VolumeChanged(volume));
  }

  private void storageClass(String name, String provisioner, boolean waits, List<Term> allowed) {
    world
        .state()
        .reports()
        .volumesChanged(
            new ClusterEvent.StorageClassChanged(
                new StorageClassSpec(name, provisioner, waits, allowed)));
  }
}
