package dev.basalt.app.stories;

import dev.basalt.core.event.ClaimSpec;
import dev.basalt.core.event.VolumeSpec;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;

/**
 * Volumes and claims of stories as objects for an API server. Only claims that are bound from the
 * start: nobody there makes volumes, or completes a binding.
 */
final class RealStorage {
  private static final String BIND_COMPLETED = "pv.kubernetes.io/bind-completed";

  private RealStorage() {}

  static PersistentVolume volume(VolumeSpec spec) {
    List<NodeSelectorTerm> terms = spec.nodeAffinity().stream().map(RealPods::term).toList();
    var volume =
        new PersistentVolumeBuilder()
            .withNewMetadata()
            .withName(spec.name())
            .withLabels(spec.labels())
            .endMetadata()
            .withNewSpec()
            .withStorageClassName(spec.storageClass())
            .withCapacity(bytes(spec.capacityBytes()))
            .withAccessModes(spec.accessModes())
            .withPersistentVolumeReclaimPolicy("Retain");
    if (!terms.isEmpty()) {
      volume
          .withNewNodeAffinity()
          .withNewRequired()
          .withNodeSelectorTerms(terms)
          .endRequired()
          .endNodeAffinity();
    }
    if (spec.driver().isEmpty()) {
      volume.withNewHostPath("/volumes/" + spec.name(), "");
    } else {
      volume.withNewCsi().withDriver(spec.driver()).withVolumeHandle(spec.name()).endCsi();
    }
    return volume.endSpec().build();
  }

  static PersistentVolumeClaim claim(ClaimSpec spec, String namespace) {
    if (spec.volumeName().isEmpty()) {
      throw new UnplayableException(
          "claim " + spec.key() + ": binding it to a volume needs a controller");
    }
    if (!spec.selector().isEmpty()) {
      throw new UnplayableException("claim " + spec.key() + ": selector");
    }
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(spec.name())
        .withAnnotations(Map.of(BIND_COMPLETED, "yes"))
        .endMetadata()
        .withNewSpec()
        .withStorageClassName(spec.storageClass())
        .withAccessModes(spec.accessModes())
        .withVolumeName(spec.volumeName())
        .withNewResources()
        .withRequests(bytes(spec.requestedBytes()))
        .endResources()
        .endSpec()
        .build();
  }

  private static Map<String, Quantity> bytes(long bytes) {
    return Map.of("storage", new Quantity(Long.toString(bytes)));
  }
}
