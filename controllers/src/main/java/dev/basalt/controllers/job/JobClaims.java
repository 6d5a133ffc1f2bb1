package dev.basalt.controllers.job;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.VolumeSpec;
import dev.basalt.controllers.runtime.Metadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The claims of a job's volumes. A claim of the job's own is named {@code <job>-pvc-} and twelve
 * characters that follow from the job's UID and the volume's place, so that it is made once however
 * often that is tried.
 */
final class JobClaims {
  private static final int CHARACTERS = 12;

  private JobClaims() {}

  /** The name of the claim of a volume; empty if the volume has none. */
  static String name(Job job, VolumeSpec volume, int place) {
    if (volume.volumeClaimName() != null && !volume.volumeClaimName().isEmpty()) {
      return volume.volumeClaimName();
    }
    return volume.volumeClaim() == null
        ? ""
        : job.getMetadata().getName()
            + "-pvc-"
            + characters(job.getMetadata().getUid() + "/" + place);
  }

  /** The claims to be made, by name. */
  static Map<String, PersistentVolumeClaim> toMake(Job job, List<VolumeSpec> volumes) {
    Map<String, PersistentVolumeClaim> claims = new LinkedHashMap<>();
    for (int i = 0; i < volumes.size(); i++) {
      VolumeSpec volume = volumes.get(i);
      if (volume.volumeClaim() != null) {
        String name = name(job, volume, i);
        claims.put(
            name,
            new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace(job.getMetadata().getNamespace())
                .withName(name)
                .withOwnerReferences(Metadata.owner(job))
                .endMetadata()
                .withSpec(volume.volumeClaim())
                .build());
      }
    }
    return claims;
  }

  private static String characters(String seed) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(seed.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, CHARACTERS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
