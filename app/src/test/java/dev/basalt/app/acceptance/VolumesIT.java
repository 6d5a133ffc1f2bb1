package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Claims on a real API server, whose controller binds them to volumes that are there; a provisioner
 * is played by the test.
 */
class VolumesIT {
  private static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";
  private static final String HOST = "kubernetes.io/hostname";

  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  @AfterEach
  void removeWhatHasNoNamespace() {
    scene.client().persistentVolumes().withLabel("test", scene.namespace()).delete();
    scene.client().storage().v1().storageClasses().withLabel("test", scene.namespace()).delete();
  }

  @Test
  void aPodGetsALocalVolumeAndGoesToItsNode() {
    List<String> nodes = scene.nodes(3, "4", "16Gi");
    String storageClass = storageClass("local", "kubernetes.io/no-provisioner");
    PersistentVolume volume = volume("disk", storageClass, nodes.get(1), null);
    scene.client().resource(volume).create();
    scene.client().resource(claim("data", storageClass)).create();
    scene.scheduler();

    scene.client().resource(pod("reader", "data")).create();

    Eventually.within(Scene.SOON)
        .passes(() -> {
          assertThat(nodeOf("reader")).isEqualTo(nodes.get(1));
          assertThat(claim("data").getSpec().getVolumeName())
              .isEqualTo(volume.getMetadata().getName());
        });
  }

  @Test
  void aVolumeIsMadeForTheNodeThatWasChosenAndOnlyThenIsTheGangBound() {
    scene.nodes(2, "4", "16Gi");
    String storageClass = storageClass("made", "example.com/by-hand");
    String queue = scene.queue("q", QueueSpec.ofWeight(1));
    scene.group("gang", PodGroupSpec.ofGang(queue, 2));
    scene.scheduler();
    scene.create(Workload.of("plain", 1, "1", "1Gi").inGroup("gang"));
    Pod stored =
        new PodBuilder(pod("stored", "data"))
            .editMetadata()
            .addToAnnotations("scheduling.k8s.io/group-name", "gang")
            .endMetadata()
            .build();
    scene.client().resource(stored).create();
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(Observed.waitsFor(scene.group("gang")))
                .startsWith("WaitingForVolumes: ")
                .contains("persistentvolumeclaim \"data\" not found"));

    scene.client().resource(claim("data", storageClass)).create();

    Eventually.within(Scene.SOON)
        .passes(() -> {
          assertThat(claim("data").getMetadata().getAnnotations()).containsKey(SELECTED_NODE);
          assertThat(Observed.waitsFor(scene.group("gang")))
              .contains("waits for its volumes to be bound");
        });
    assertThat(Observed.pods(scene.client(), scene.namespace()))
        .hasSize(2)
        .noneMatch(Observed::bound);
    String node =
        Objects.requireNonNull(claim("data").getMetadata().getAnnotations().get(SELECTED_NODE));
    scene.client().resource(volume("made", storageClass, node, claim("data"))).create();

    Eventually.within(Scene.SOON)
        .passes(() -> {
          assertThat(nodeOf("stored")).isEqualTo(node);
          assertThat(nodeOf("plain-0")).isNotNull();
          assertThat(Observed.waitsFor(scene.group("gang"))).isNull();
        });
  }

  private String nodeOf(String pod) {
    return scene
        .client()
        .pods()
        .inNamespace(scene.namespace())
        .withName(pod)
        .require()
        .getSpec()
        .getNodeName();
  }

  private PersistentVolumeClaim claim(String name) {
    return scene
        .client()
        .persistentVolumeClaims()
        .inNamespace(scene.namespace())
        .withName(name)
        .require();
  }

  private String storageClass(String name, String provisioner) {
    String unique = scene.namespace() + "-" + name;
    scene
        .client()
        .resource(
            new StorageClassBuilder()
                .withNewMetadata()
                .withName(unique)
                .addToLabels("test", scene.namespace())
                .endMetadata()
                .withProvisioner(provisioner)
                .withVolumeBindingMode("WaitForFirstConsumer")
                .build())
        .create();
    return unique;
  }

  private PersistentVolume volume(
      String name, String storageClass, String node, @Nullable PersistentVolumeClaim claim) {
    PersistentVolumeBuilder volume =
        new PersistentVolumeBuilder()
            .withNewMetadata()
            .withName(scene.namespace() + "-" + name)
            .addToLabels("test", scene.namespace())
            .endMetadata()
            .withNewSpec()
            .withStorageClassName(storageClass)
            .withAccessModes("ReadWriteOnce")
            .withCapacity(Map.of("storage", Quantity.parse("10Gi")))
            .withPersistentVolumeReclaimPolicy("Retain")
            .withNewLocal()
            .withPath("/data")
            .endLocal()
            .withNewNodeAffinity()
            .withNewRequired()
            .addNewNodeSelectorTerm()
            .addNewMatchExpression()
            .withKey(HOST)
            .withOperator("In")
            .withValues(node)
            .endMatchExpression()
            .endNodeSelectorTerm()
            .endRequired()
            .endNodeAffinity()
            .endSpec();
    if (claim != null) {
      volume
          .editSpec()
          .withNewClaimRef()
          .withApiVersion("v1")
          .withKind("PersistentVolumeClaim")
          .withNamespace(scene.namespace())
          .withName(claim.getMetadata().getName())
          .withUid(claim.getMetadata().getUid())
          .endClaimRef()
          .endSpec();
    }
    return volume.build();
  }

  private PersistentVolumeClaim claim(String name, String storageClass) {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withNamespace(scene.namespace())
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withStorageClassName(storageClass)
        .withAccessModes("ReadWriteOnce")
        .withNewResources()
        .withRequests(Map.of("storage", Quantity.parse("5Gi")))
        .endResources()
        .endSpec()
        .build();
  }

  private Pod pod(String name, String claim) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(scene.namespace())
        .withName(name)
        .endMetadata()
        .withNewSpecLike(Workload.of(name, 1, "1", "1Gi").spec("Never"))
        .addNewVolume()
        .withName("data")
        .withNewPersistentVolumeClaim(claim, false)
        .endVolume()
        .endSpec()
        .build();
  }
}
